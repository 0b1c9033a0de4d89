using OrleansCommerce.Server.Http.Import;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>Who may import now, who waits, and who is sent away.</summary>
public sealed class ImportGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_WhereATurnEndsInTime_WaitsForIt()
    {
        using var gate = new ImportGate(1, Long);
        var first = await gate.Enter(_test);
        var second = gate.Enter(_test);
        Assert.False(second.IsCompleted);
        first!.Dispose();
        // Giving a turn back twice frees one place, not two.
        first.Dispose();
        Assert.NotNull(await second);
        Assert.False(gate.Enter(_test).IsCompleted);
    }

    [Fact]
    public async Task Enter_WhereNoTurnEndsInTime_IsSentAway()
    {
        using var gate = new ImportGate(1, TimeSpan.FromMilliseconds(1));
        using var turn = await gate.Enter(_test);
        Assert.NotNull(turn);
        Assert.Null(await gate.Enter(_test));
    }

    [Fact]
    public async Task Enter_WhereTooManyWait_IsSentAwayAtOnce()
    {
        using var gate = new ImportGate(1, Long);
        using var turn = await gate.Enter(_test);
        var waiting = Enumerable.Range(0, ImportGate.WaitingMax).Select(_ => gate.Enter(_test)).ToList();
        Assert.Null(await gate.Enter(_test));
        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
    }

    [Fact]
    public async Task Enter_WhereThereAreNoTurns_IsSentAwayAtOnce()
    {
        using var gate = new ImportGate(0, Long);
        Assert.Null(await gate.Enter(_test));
    }
}
