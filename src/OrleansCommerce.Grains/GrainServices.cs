using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Grains.Supply.Demand;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains;

/// <summary>
/// What the grains, and those who call them, need beside a runtime. The host adds that runtime, an <see cref="EngineClock"/>, an
/// <see cref="IJournal"/> with its <c>GroupCommit</c>, and a <c>StockViewWriter</c>.
/// </summary>
public static class GrainServices
{
    public static IServiceCollection AddGrainServices(this IServiceCollection services) => services
        .AddSingleton(provider => new SnapshotWriter(provider.GetRequiredService<IJournal>(), TaskScheduler.Default))
        .AddSingleton<AggregateServices>()
        .AddSingleton<StockWatch>()
        .AddSingleton<ReservationAddresses>()
        .AddSingleton<ReservationService>()
        .AddSingleton<StockRefold>()
        .AddSingleton<ExpirySweep>()
        .AddSingleton<DeficitSweep>()
        .AddSingleton<AgedHolds>()
        .AddSingleton<CapacityWatch>()
        .AddSingleton<CapacitySweep>()
        .AddSingleton<AvailabilityRepair>()
        .AddSingleton<PickReports>()
        .AddSingleton<RoutingBoard>()
        .AddSingleton<PolicyBook>()
        .AddSingleton<LeftOut>()
        .AddSingleton<RoutingService>()
        .AddSingleton<RoutingLog>()
        .AddSingleton<RoutingReplays>()
        .AddSingleton<AskOrder>(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return (orderId, sku) => grains.GetGrain<IOrderGrain>(orderId).StockArrived(sku);
        })
        .AddSingleton<DemandWatch>()
        .AddSingleton<Proposals>()
        .AddSingleton(new OrderTerms())
        .AddSingleton<OrderWatch>()
        .AddSingleton<OrderEffectsDone>()
        .AddSingleton<OrderSweep>()
        .AddSingleton<FeedIntake>()
        .AddSingleton<Reconciler>()
        .AddSingleton<SupplySweep>()
        .AddSingleton<BooksAudit>();
}
