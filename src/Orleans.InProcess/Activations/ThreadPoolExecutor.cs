using Microsoft.Extensions.Logging;

namespace Orleans.Hosting;

/// <summary>Runs queues on the thread pool, each for a bounded number of turns at a time.</summary>
internal sealed partial class ThreadPoolExecutor(ILogger logger) : TurnExecutor
{
    // The one place that may touch the pool: everything else schedules through this port. The caller's execution context
    // does not flow into the turn. The shared queue, not the thread's own: that one is last in, first out, and chains of calls
    // that keep each other alive would starve whatever lies below them.
#pragma warning disable RS0030
    public override void Schedule(TurnQueue queue, WorkItem? first)
    {
        if (first is not null)
            first.Queue = queue;
        ThreadPool.UnsafeQueueUserWorkItem((IThreadPoolWorkItem?)first ?? queue, preferLocal: false);
    }
#pragma warning restore RS0030

    public override bool MayInline(TurnQueue queue) => true;

    public override void OnFault(TurnQueue queue, Exception exception) => LogFault(logger, queue.Name, exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A turn of {Queue} failed outside any request.")]
    private static partial void LogFault(ILogger logger, string queue, Exception exception);
}
