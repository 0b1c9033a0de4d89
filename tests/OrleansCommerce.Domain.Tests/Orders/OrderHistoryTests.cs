using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

/// <summary>Long random lives of orders: no unit is ever lost, doubled or sold twice, whatever comes in whatever order.</summary>
public sealed class OrderHistoryTests
{
    private static readonly string[] EventKinds =
        [.. typeof(OrderEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(OrderEvent)) && !t.IsAbstract).Select(t => t.Name).Order()];

    private delegate OrderDecision DecideOrder(OrderState state, OrderCommand command, DateTimeOffset clock);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void History_AnyCommands_KeepsTheBooks(int seed)
    {
        var (kinds, refusals, statuses) = Run(OrderMachine.Decide, seed, orders: 300);

        Assert.Equal(EventKinds, kinds.Order());
        Assert.Equal(Enum.GetValues<OrderRefusal>().Except([OrderRefusal.UnknownOrder]), refusals.Order());
        Assert.Equal(Enum.GetValues<OrderStatus>(), statuses.Order());
    }

    [Fact]
    public void History_MachineThatTakesBackMoreThanWasSold_IsCaught() => Caught((state, command, clock) =>
        OrderMachine.Decide(state, command, clock) is { Refusal: OrderRefusal.TooMany } && command is ReturnGoods c
            ? new([new GoodsReturned(state.EffectiveTime(clock), c.ReturnId, c.LocationId, c.Lines)])
            : OrderMachine.Decide(state, command, clock));

    [Fact]
    public void History_MachineThatCancelsWhatHasLeft_IsCaught() => Caught((state, command, clock) =>
        command is CancelOrder c && state.Exists && state.Fulfilments.FirstOrDefault(f => f.State == FulfilmentState.Delivered) is { } gone
            ? new([new FulfilmentCancelled(state.EffectiveTime(clock), gone.Ref, c.Reason, gone.Lines, HadLeft: true)])
            : OrderMachine.Decide(state, command, clock));

    [Fact]
    public void History_MachineThatLosesTheRestOfAShortPick_IsCaught() => Caught((state, command, clock) =>
    {
        var decision = OrderMachine.Decide(state, command, clock);
        return decision with { Events = [.. decision.Events.Select(e => e is FulfilmentPicked p ? p with { Missing = [] } : e)] };
    });

    private static void Caught(DecideOrder wrong) => Assert.Throws<BooksException>(() => Run(wrong, 1, orders: 200));

    private static (HashSet<string> Kinds, HashSet<OrderRefusal> Refusals, HashSet<OrderStatus> Statuses) Run(DecideOrder decide, int seed, int orders)
    {
        var seeded = new Seeded((ulong)seed);
        var (kinds, refusals, statuses) = (new HashSet<string>(), new HashSet<OrderRefusal>(), new HashSet<OrderStatus>());
        for (var i = 0; i < orders; i++)
        {
            var (state, books, commands, clock) = (new OrderState(), new OrderBooks(), new OrderCommands(seeded), new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
            for (var step = 0; step < 80; step++)
            {
                clock = clock.AddSeconds(seeded.Below(20) switch { 0 => -60, 1 => 2_000, var n => n });
                var command = step == 0 ? commands.Placing() : commands.Next(state);
                var decision = decide(state, command, clock);
                books.Follow(state, command, decision);
                kinds.UnionWith(decision.Events.Select(e => e.GetType().Name));
                refusals.UnionWith(decision.Refusal is { } refusal ? [refusal] : []);
                statuses.Add(state.Status);
                var again = decide(state, command, clock);
                books.Repeat(command, decision, again);
            }
        }

        return (kinds, refusals, statuses);
    }
}
