using System.Threading.Channels;

namespace OrleansCommerce.Journal;

/// <summary>What the loops of the journal have in common: a signal that is remembered once, and a start on a scheduler.</summary>
internal static class WakeSignal
{
    public static Channel<bool> Create() => Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Starts a loop on a scheduler; its awaits come back to that scheduler.</summary>
    public static void Run(Func<Task> loop, TaskScheduler scheduler)
    {
        using (ExecutionContext.SuppressFlow())
            Task.Factory.StartNew(() => { _ = loop(); }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }
}
