using System.Diagnostics.Metrics;

namespace Orleans.Hosting;

/// <summary>Counts since start, also published by the meter <c>Orleans.InProcess</c>.</summary>
public sealed class RuntimeStatistics : IDisposable
{
    private readonly Meter _meter = new("Orleans.InProcess");
    private long _callTimeouts;
    private long _activationFailures;
    private long _streamEventsDropped;

    internal RuntimeStatistics(Func<long> activations)
    {
        _meter.CreateObservableUpDownCounter("orleans.activations", activations, "{activation}", "Grains in memory.");
        _meter.CreateObservableCounter("orleans.call.timeouts", () => CallTimeouts, "{call}", "Calls without an answer in time.");
        _meter.CreateObservableCounter("orleans.activation.failures", () => ActivationFailures, "{activation}", "Activations that failed.");
        _meter.CreateObservableCounter("orleans.stream.dropped", () => StreamEventsDropped, "{event}", "Events lost to a slow subscriber.");
    }

    public long CallTimeouts => Interlocked.Read(ref _callTimeouts);

    public long ActivationFailures => Interlocked.Read(ref _activationFailures);

    public long StreamEventsDropped => Interlocked.Read(ref _streamEventsDropped);

    /// <summary>Ends the publication.</summary>
    public void Dispose() => _meter.Dispose();

    internal void CallTimedOut() => Interlocked.Increment(ref _callTimeouts);

    internal void ActivationFailed() => Interlocked.Increment(ref _activationFailures);

    internal void StreamEventDropped() => Interlocked.Increment(ref _streamEventsDropped);
}
