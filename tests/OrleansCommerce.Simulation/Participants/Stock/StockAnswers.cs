using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;

using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>Holds what stock grains answer against the model, at the moment the answer leaves.</summary>
internal sealed class StockAnswers(SeedRun run)
{
    private const string Linearizable = "answers are linearizable";

    public void Check(StockModel model, StockCommand command, StockAnswer answer, long sentAt)
    {
        var isRecalled = answer.IsRepeated && command is Move;
        CheckFigures(model, answer.Figures, sentAt, $"{command}", isRecalled);
        if (answer.Figures.Version > model.Version)
            return;
        if (answer.Refusal is { } refusal)
            CheckRefusal(model, command, answer, refusal, sentAt);
        else
            CheckAcceptance(model, command, answer);
    }

    /// <param name="isRecalled">They are those of an earlier answer.</param>
    public void CheckFigures(StockModel model, StockFigures figures, long sentAt, string what, bool isRecalled = false)
    {
        if (figures.Version > model.Version)
        {
            Violate("what is answered is durable", model, $"{what} is answered from version {figures.Version}, durable is {model.Version}");
            return;
        }

        var says = new Figures(
            figures.OnHand, figures.Reserved, figures.SafetyStock, figures.Damaged, figures.Received, figures.GoneOut, figures.Holds);
        if (says != model.At(figures.Version))
            Violate(Linearizable, model, $"{what} is answered with {says}, version {figures.Version} has {model.At(figures.Version)}");
        if (!isRecalled && IsFresh && figures.Version < model.VersionAt(sentAt))
            Violate("never stale", model, $"{what} is answered from version {figures.Version}, {model.VersionAt(sentAt)} was durable when it was asked");
    }

    /// <summary>One process owns its journal, so whoever answers knows the newest state. A cluster promises that only with head checks.</summary>
    private bool IsFresh => !run.Scenario.IsCluster;

    private void CheckAcceptance(StockModel model, StockCommand command, StockAnswer answer)
    {
        var isSo = command switch
        {
            Move c => model.MovedAt(c.MovementId) > 0,
            Reserve c => model.Lives(c.ReservationId).Any(life =>
                life.Quantity == c.Quantity && life.OfBasket == c.OfBasket && life.FirstHeldUntil == answer.Hold?.FirstHeldUntil),
            Confirm c => model.Newest(c.ReservationId) is { IsConfirmed: true },
            // A later round of the same basket may hold it again already.
            Release c => model.Lives(c.ReservationId).All(life => !life.WasLive(answer.Figures.Version)),
            Fulfil { Quantity: null } c => model.Newest(c.ReservationId) is { Remaining: 0 },
            Extend c => model.Newest(c.ReservationId) is { } hold && hold.HeldUntil >= answer.Hold?.HeldUntil,
            _ => true,
        };
        if (!isSo)
            Violate("answers say what is recorded", model, $"{command} is accepted, the history has {Newest(model, command)}");
    }

    private void CheckRefusal(StockModel model, StockCommand command, StockAnswer answer, StockRefusal refusal, long sentAt)
    {
        var version = answer.Figures.Version;
        switch (command)
        {
            case Reserve c when refusal.Code is StockRefusalCode.InsufficientStock:
                var available = model.At(version).Available;
                if (refusal.Available != available || available >= c.Quantity)
                    Violate(Linearizable, model, $"{c.Quantity} are refused for want of stock at version {version}, where {available} are available");
                if (IsFresh && !c.OfBasket && model.Lives(c.ReservationId).Any(life => life.Since <= model.VersionAt(sentAt)))
                    Violate("same id, same answer", model, $"{c.ReservationId} was held before it was asked for again, and is refused");
                break;
            case Move c when refusal.Code is StockRefusalCode.InsufficientStock or StockRefusalCode.VersionMismatch:
                if (IsFresh && model.MovedAt(c.MovementId) is > 0 and var at && at <= model.VersionAt(sentAt))
                    Violate("same id, same answer", model, $"movement {c.MovementId} was recorded before it was sent again, and is refused");
                break;
            case Confirm c when refusal.Code is StockRefusalCode.NotHeld or StockRefusalCode.UnknownReservation:
                CheckGone(model, c.ReservationId, c.Decided, version, command);
                break;
            case Release c when refusal.Code is StockRefusalCode.NotHeld or StockRefusalCode.UnknownReservation:
                CheckGone(model, c.ReservationId, c.Decided, version, command);
                break;
        }
    }

    private void CheckGone(StockModel model, string reservationId, bool ofBasket, long version, StockCommand command)
    {
        if (model.Newest(reservationId) is { } hold && hold.OfBasket == ofBasket && hold.WasLive(version) && hold.WasLive(model.Version))
            Violate(Linearizable, model, $"{command} is refused at version {version}, where there is {hold}");
    }

    private static HoldLife? Newest(StockModel model, StockCommand command) => command switch
    {
        Reserve c => model.Newest(c.ReservationId),
        Confirm c => model.Newest(c.ReservationId),
        Release c => model.Newest(c.ReservationId),
        Fulfil c => model.Newest(c.ReservationId),
        Extend c => model.Newest(c.ReservationId),
        _ => null,
    };

    private void Violate(string rule, StockModel model, string detail) => run.World.Violate(rule, $"{model.Item}: {detail}");
}
