namespace Orleans.Hosting;

/// <summary>
/// The way of messages to grains and of answers back. A simulator replaces it to delay, reorder, drop or duplicate them, or to
/// lead them to the runtime that it takes for the owner.
/// </summary>
public abstract class MessageTransport
{
    /// <summary>Brings a message to <see cref="InProcessRuntime.Deliver"/>, at once, later or never.</summary>
    public abstract void Send(GrainMessage message);

    /// <summary>Brings an answer to <see cref="GrainRequest.Complete"/>, at once, later or never. Called in a turn of the callee.</summary>
    public abstract void Reply(GrainRequest request);
}

/// <summary>Delivers at once, in the thread of the sender.</summary>
internal sealed class DirectTransport(InProcessRuntime runtime) : MessageTransport
{
    public override void Send(GrainMessage message) => runtime.Deliver(message);

    public override void Reply(GrainRequest request) => request.Complete();
}
