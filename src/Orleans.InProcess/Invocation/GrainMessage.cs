using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Something on its way to a grain: a call, an event of a stream, or a tick of a timer.</summary>
public abstract class GrainMessage : DeadlineItem
{
    /// <summary>A message that meets so many activations which end without serving anything is refused.</summary>
    private const int ForwardLimit = 16;

    private protected GrainMessage()
    {
    }

    /// <summary>The grain that the message is for.</summary>
    public GrainId Destination => GrainId.Create(Target.Class.Name, Target.Key);

    /// <summary>What it is, for traces: the same in every run.</summary>
    public abstract string Description { get; }

    internal abstract GrainReference Target { get; }

    internal MessageOptions Options { get; set; }

    internal bool IsReadOnly => (Options & MessageOptions.ReadOnly) != 0;

    internal bool AlwaysInterleaves => (Options & MessageOptions.AlwaysInterleave) != 0;

    /// <summary>Whether nobody waits for it any more, so that it need not be started.</summary>
    internal abstract bool IsAbandoned { get; }

    /// <summary>Whether it is for one activation only and dies with it.</summary>
    internal virtual bool IsLocal => false;

    /// <summary>Whether it puts off idle deactivation.</summary>
    internal virtual bool KeepsAlive => true;

    private int Forwards { get; set; }

    /// <summary>
    /// Tells that the message will never arrive. A call then ends in its timeout; an event of a stream is lost, and the next one
    /// follows.
    /// </summary>
    public virtual void Drop()
    {
    }

    /// <summary>Runs it on the grain. When it has ended, now or later, it calls <see cref="Activation.Finish"/> in a turn of the activation.</summary>
    internal abstract void Invoke(Activation activation, object grain);

    /// <summary>Ends it with a failure.</summary>
    internal abstract void Reject(Exception exception);

    internal sealed override void Execute(TurnQueue queue) => ((Activation)queue).Receive(this);

    /// <summary>Sends it to the next activation, after the one it had reached has ended.</summary>
    internal void Forward(bool served)
    {
        if (IsAbandoned)
            return;

        // A grain that ends after each call gets on, call by call; one that ends whenever it is activated never does.
        Forwards = served ? 0 : Forwards + 1;
        if (Forwards > ForwardLimit)
            Reject(new SiloUnavailableException($"{Destination} deactivates whenever it is activated."));
        else
            Target.Class.Runtime.Transport.Send(this);
    }
}
