using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>Holds what stock grains answer against the model, at the moment the answer leaves.</summary>
internal sealed class StockAnswers(SeedRun run)
{
    private const string Linearizable = "answers are linearizable";

    public void Check(StockModel model, StockCommand command, StockAnswer answer, long sentAt)
    {
        if (!CheckFigures(model, answer.Figures, command.GetType().Name))
            return;
        // A movement that is sent again is answered with the figures of the first time.
        if (!(answer.IsRepeated && command is Move))
            CheckFresh(model, answer.Figures.Version, sentAt, command.GetType().Name);
        if (answer.Refusal is { } refusal)
            CheckRefusal(model, command, answer, refusal, sentAt);
        else
            CheckAcceptance(model, command, answer);
    }

    /// <summary>A plain read says its version; where several may own an item for a moment, it may lag for that moment.</summary>
    public void CheckRead(StockModel model, StockFigures figures, long sentAt)
    {
        if (CheckFigures(model, figures, "a read") && !run.Scenario.IsCluster)
            CheckFresh(model, figures.Version, sentAt, "a read");
    }

    public void CheckRow(StockModel model, StockRow row)
    {
        if (row.Version > model.Version)
            Violate("what is shown is durable", model, $"the view shows version {row.Version}, durable is {model.Version}");
        else if (model.At(row.Version) is var at && (row.OnHand, row.Reserved, row.Received, row.GoneOut) != (at.OnHand, at.Reserved, at.Received, at.GoneOut))
            Violate("what is shown is durable", model, $"the view shows {row}, version {row.Version} has {at}");
    }

    public void CheckChange(StockModel model, StockChanged changed) => CheckFigures(model, changed.Figures, "a change on a stream");

    private bool CheckFigures(StockModel model, StockFigures figures, string what)
    {
        if (figures.Version > model.Version)
        {
            Violate("what is answered is durable", model, $"{what} is answered from version {figures.Version}, durable is {model.Version}");
            return false;
        }

        var says = new Figures(
            figures.OnHand, figures.Reserved, figures.SafetyStock, figures.Damaged, figures.Received, figures.GoneOut, figures.Holds);
        if (says != model.At(figures.Version))
            Violate(Linearizable, model, $"{what} is answered with {says}, version {figures.Version} has {model.At(figures.Version)}");
        return true;
    }

    private void CheckFresh(StockModel model, long version, long sentAt, string what)
    {
        if (version < model.VersionAt(sentAt))
            Violate("never stale", model, $"{what} is answered from version {version}, {model.VersionAt(sentAt)} was durable when it was asked");
    }

    private void CheckAcceptance(StockModel model, StockCommand command, StockAnswer answer)
    {
        var isSo = command switch
        {
            Move c => model.MovedAt(c.MovementId) > 0,
            Reserve c => model.Lives(c.ReservationId).Any(life =>
                life.Quantity == c.Quantity && life.OfBasket == c.OfBasket && life.FirstHeldUntil == answer.Hold?.FirstHeldUntil),
            // Left to a later attempt, which ends with the same decision.
            Confirm c => model.Newest(c.ReservationId) is { } hold && (hold.IsConfirmed || hold.Attempt > c.Attempt),
            // A later round of the same basket may hold it again already, and one that takes an earlier round back leaves it alone.
            Release c => c.Round < long.MaxValue || model.Lives(c.ReservationId).All(life => !life.WasLive(answer.Figures.Version)),
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
                var available = model.AvailableAt(version, c.FromQueue);
                if (refusal.Available != available || available >= c.Quantity)
                    Violate(Linearizable, model, $"{c.Quantity} are refused for want of stock at version {version}, where {available} are available");
                if (!c.OfBasket && model.Lives(c.ReservationId).Any(life => life.Since <= model.VersionAt(sentAt)))
                    Violate("same id, same answer", model, $"{c.ReservationId} was held before it was asked for again, and is refused");
                break;
            case Move c when refusal.Code is StockRefusalCode.InsufficientStock or StockRefusalCode.VersionMismatch:
                if (model.MovedAt(c.MovementId) is > 0 and var at && at <= model.VersionAt(sentAt))
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
