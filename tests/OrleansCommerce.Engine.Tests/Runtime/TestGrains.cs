using Orleans;
using Orleans.Concurrency;

namespace OrleansCommerce.Runtime;

[Alias("test.IGateGrain")]
public interface IGateGrain : IGrainWithStringKey
{
    Task<string> Pass(string gate);

    [ReadOnly]
    Task<string> Read(string gate);

    [AlwaysInterleave]
    ValueTask<string> Peek(string gate);

    [OneWay]
    Task Shout(string gate);

    ValueTask Nothing();

    ValueTask<int> Add(int left, int right);

    Task<string> Fail(string text);

    Task FailLater(string text);

    Task<string> Wait(string gate, CancellationToken token);

    Task EndSoon(string gate);

    Task StayFor(TimeSpan time);
}

public interface IReentrantGrain : IGateGrain;

public interface IShortLivedGrain : IGateGrain;

public interface IAlwaysOnGrain : IGateGrain;

/// <summary>Tells when a call comes in and when it goes out, and waits at a gate between.</summary>
public abstract class GateGrainBase(Probe probe) : Grain
{
    private readonly int _number = probe.Told.Count(line => line.Contains("activated", StringComparison.Ordinal));

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Tell($"{Key}#{_number} activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Tell($"{Key}#{_number} deactivated {reason.ReasonCode}");
    }

    public async Task<string> Pass(string gate)
    {
        probe.Tell($"in {gate}");
        await probe.Gate(gate);
        probe.Tell($"out {gate}");
        return $"{Key}#{_number} {gate}";
    }

    public Task<string> Read(string gate) => Pass(gate);

    public async ValueTask<string> Peek(string gate) => await Pass(gate);

    public Task Shout(string gate) => Pass(gate);

    public ValueTask Nothing() => ValueTask.CompletedTask;

    public ValueTask<int> Add(int left, int right) => new(left + right);

    public Task<string> Fail(string text) => throw new InvalidOperationException(text);

    public async Task FailLater(string text)
    {
        await Task.Yield();
        throw new KeyNotFoundException(text);
    }

    public async Task<string> Wait(string gate, CancellationToken token)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = token.Register(() => cancelled.TrySetResult());
        await Task.WhenAny(cancelled.Task, probe.Gate(gate));
        probe.Tell($"wait ended, cancelled {token.IsCancellationRequested}");
        return gate;
    }

    public async Task EndSoon(string gate)
    {
        DeactivateOnIdle();
        await Pass(gate);
    }

    public Task StayFor(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

public sealed class GateGrain(Probe probe) : GateGrainBase(probe), IGateGrain;

[Reentrant]
public sealed class ReentrantGateGrain(Probe probe) : GateGrainBase(probe), IReentrantGrain;

[CollectionAgeLimit(Minutes = 2)]
public sealed class ShortLivedGrain(Probe probe) : GateGrainBase(probe), IShortLivedGrain;

[KeepAlive]
public sealed class AlwaysOnGrain(Probe probe) : GateGrainBase(probe), IAlwaysOnGrain;
