using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.GrainTests;

public sealed class SweepCallsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SweepCalls _calls;
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _called = [];

    public SweepCallsTests() => _calls = new SweepCalls(new EngineClock(_time), underWayMax: 3);

    [Fact]
    public async Task Run_WhileOneHangs_GoesAheadWithTheOthersAndLeavesItAlone()
    {
        var first = _calls.Run(["hangs", "a"], Call, SweepCalls.Patience);
        Assert.False(first.IsCompleted);
        _time.Advance(SweepCalls.Patience);
        Assert.Equal(0, await first);
        Assert.Equal(1, _calls.UnderWay);

        Assert.Equal(0, await _calls.Run(["hangs", "a", "b"], Call, SweepCalls.Patience));
        Assert.Equal(["hangs", "a", "a", "b"], _called);

        _hanging.SetResult();
        await Wait.Until(() => _calls.UnderWay == 0);
        Assert.Equal(0, await _calls.Run(["hangs"], Call, SweepCalls.Patience));
        Assert.Equal("hangs", _called[^1]);
    }

    /// <summary>This is what patience is for: without it nobody is called again before all have ended.</summary>
    [Fact]
    public async Task Run_WithoutPatience_WaitsForTheOneThatHangs()
    {
        var look = _calls.Run(["hangs", "a"], Call);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(look.IsCompleted);

        _hanging.SetResult();
        Assert.Equal(0, await look);
    }

    [Fact]
    public async Task Run_CallThatFailsLate_IsToldWithALaterLookAndOnce()
    {
        var look = _calls.Run(["hangs", "fails"], Call, SweepCalls.Patience);
        _time.Advance(SweepCalls.Patience);
        Assert.Equal(1, await look);

        _hanging.SetException(new RetriableException("It took too long."));
        await Wait.Until(() => _calls.UnderWay == 0);
        Assert.Equal(1, await _calls.Run([], Call, SweepCalls.Patience));
        Assert.Equal(0, await _calls.Run([], Call, SweepCalls.Patience));
    }

    [Fact]
    public async Task Run_WithAsManyUnderWayAsMayBe_TellsWhoWasLeftOut()
    {
        var left = new List<string>();
        var first = _calls.Run(["hangs", "hangs-2", "hangs-3"], Call, SweepCalls.Patience);
        _time.Advance(SweepCalls.Patience);
        await first;

        await _calls.Run(["a", "hangs"], Call, SweepCalls.Patience, left.Add);
        Assert.Equal(["a", "hangs"], left);
        Assert.DoesNotContain("a", _called);
    }

    [Fact]
    public async Task Run_CallWithABug_KeepsNobodyFromBeingCalledAndIsToldOfIt()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _calls.Run(["bug", "a"], Call, SweepCalls.Patience));

        Assert.Equal(["bug", "a"], _called);
        Assert.Equal(0, await _calls.Run(["a"], Call, SweepCalls.Patience));
    }

    private Task Call(string id)
    {
        _called.Add(id);
        return id switch
        {
            "fails" => Task.FromException(new RetriableException("It is out of reach.")),
            "bug" => Task.FromException(new InvalidOperationException("It does not know what to do.")),
            _ => id.StartsWith("hangs", StringComparison.Ordinal) ? _hanging.Task : Task.CompletedTask,
        };
    }
}
