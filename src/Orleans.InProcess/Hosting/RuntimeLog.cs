using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the runtime has to say.</summary>
internal sealed partial class RuntimeLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed to activate.")]
    public partial void ActivationFailed(string grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed while it was deactivated; it is gone all the same.")]
    public partial void DeactivationFailed(string grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} failed; it goes on.")]
    public partial void TimerFailed(string grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscriber of the stream {Stream} failed; the event is lost to it.")]
    public partial void SubscriberFailed(string stream, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} activations did not end within {Limit} of the host's stop.")]
    public partial void LeftBehind(int count, TimeSpan limit);
}
