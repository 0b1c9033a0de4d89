using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>One item on its own clock: decides, applies what was decided, and hands back the decision.</summary>
internal sealed class Item
{
    private int _movement;

    public StockState State { get; } = new();
    public DateTimeOffset Clock { get; set; } = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static Item With(long onHand)
    {
        var item = new Item();
        item.Move(MovementKind.Receipt, onHand);
        return item;
    }

    public StockDecision Do(StockCommand command)
    {
        var decision = StockMachine.Decide(State, command, Clock);
        foreach (var happened in decision.Events)
        {
            StockMachine.Apply(State, happened);
        }

        return decision;
    }

    public StockDecision Move(MovementKind kind, long quantity) => Do(new Move($"m-{_movement++}", kind, quantity));

    public StockDecision Reserve(string id, long quantity = 1, int ttlSeconds = 600) => Do(new Reserve(id, quantity, ttlSeconds, null, false));

    public StockDecision ReserveForBasket(string id, long quantity = 1, int ttlSeconds = 600) =>
        Do(new Reserve(id, quantity, ttlSeconds, null, true, 1));

    public Item After(double seconds)
    {
        Clock = Clock.AddSeconds(seconds);
        return this;
    }

    public StockRefusalCode? Refusal(StockCommand command) => Do(command).Refusal?.Code;
}
