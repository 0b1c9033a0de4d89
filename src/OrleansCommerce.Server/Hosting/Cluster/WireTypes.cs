using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Domain.Webhooks;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// The values of the domain that grains send to each other, by name. All are immutable, so a call within a silo hands them on uncopied.
/// The base of a union is listed as well: an argument's declared type decides who copies it.
/// </summary>
internal sealed class WireTypes : IGeneralizedCopier, IOptionalDeepCopier, ITypeFilter
{
    /// <summary>What a value leaves out is the default of its type, which each constructor's own defaults have to agree with.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        IgnoreReadOnlyProperties = true,
    };

    public static readonly FrozenSet<Type> All = new[]
    {
        typeof(StockCommand), typeof(Move), typeof(SetSafetyStock), typeof(Reserve), typeof(Prepare), typeof(Abort), typeof(Confirm),
        typeof(Release), typeof(Extend), typeof(Fulfil), typeof(ExpireDue), typeof(EndUncovered), typeof(SetEarmark),
        typeof(StockKey), typeof(StockFigures), typeof(HoldFigures), typeof(StockRefusal), typeof(ReservationLine), typeof(Sku),
        typeof(Location), typeof(SlotLine),
        typeof(CapacityCommand), typeof(SetCapacity), typeof(SetSlotCapacity), typeof(HoldSlot), typeof(PrepareSlot), typeof(AbortSlot),
        typeof(ConfirmSlot), typeof(ReleaseSlot), typeof(ExtendSlot), typeof(FinishWork), typeof(ExpireDueSlots), typeof(CapacityFigures),
        typeof(SlotHoldFigures), typeof(CapacityRefusal), typeof(LocationFacts), typeof(TransferLine), typeof(WebhookCommand), typeof(RegisterWebhook), typeof(RotateSecret),
        typeof(PauseWebhook), typeof(ResumeWebhook), typeof(ReplayWebhook), typeof(RemoveWebhook), typeof(ReportProgress), typeof(PendingEvent),
        typeof(DeadLetter), typeof(InboundFigure),
        typeof(OrderCommand), typeof(PlaceOrder), typeof(AssignFulfilment), typeof(AssignFulfilments), typeof(TakeReservation), typeof(DropReservation),
        typeof(FinishGivingBack), typeof(SettleEffects), typeof(BackorderLines), typeof(LoseUnits), typeof(ExpireFulfilments), typeof(AcceptFulfilment), typeof(RejectFulfilment), typeof(PickFulfilment), typeof(PackFulfilment), typeof(ReadyFulfilment),
        typeof(CollectFulfilment), typeof(ShipFulfilment), typeof(DeliverFulfilment), typeof(CancelOrder), typeof(ReturnGoods), typeof(OrderLine),
        typeof(OrderWish), typeof(OrderHistoryEntry), typeof(PickSlot),
        typeof(Evidence), typeof(PickEvidence), typeof(CountEvidence), typeof(StockFigure), typeof(InvalidField), typeof(RequestLine),
        typeof(Coordinates), typeof(RoutingOption), typeof(Rejection),
        typeof(FeedMark), typeof(FeedCommand), typeof(DescribeFeed), typeof(DisableFeed), typeof(ReportFeeds), typeof(NoteReconciliation),
        typeof(LookForSilence), typeof(Feed), typeof(ReconciliationCommand), typeof(OpenReconciliation), typeof(AddDifferences),
        typeof(CloseComparison), typeof(AskToApply), typeof(SettleDifferences), typeof(ReconciliationTotals), typeof(Difference),
        typeof(AppliedDifference),
    }.ToFrozenSet();

    public static bool IsValue(Type type) => All.Contains(type) && !type.IsAbstract;

    public bool IsSupportedType(Type type) => All.Contains(type);

    public bool IsShallowCopyable() => true;

    public object? DeepCopy(object? input, CopyContext context) => input;

    public bool? IsTypeAllowed(Type type) => All.Contains(type) ? true : null;
}
