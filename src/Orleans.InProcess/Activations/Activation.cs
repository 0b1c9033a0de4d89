using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// One grain object and the turns that run it. Everything in here happens in those turns, so nothing needs a lock; from
/// outside one can only post. Idle, it is one object of about a hundred bytes.
/// </summary>
internal sealed partial class Activation : TurnQueue, IGrainContext
{
    private readonly GrainClass _class;
    private object? _grain;
    private ActivationExtras? _extras;
    private WaitingLine _waiting;
    private long _idleSince;
    private int _running;
    private int _runningExclusive;
    private int _runningReadOnly;
    private int _load;
    private ActivationState _state;
    private bool _pumping;
    private bool _rescan;
    private bool _touched;
    private bool _served;

    public Activation(GrainClass grainClass, string key)
    {
        _class = grainClass;
        Key = key;
    }

    /// <summary>The activation whose turn this is; null outside grains.</summary>
    public static new Activation? Current => TaskScheduler.Current as Activation;

    public string Key { get; }

    public override string Name => $"{_class.Name}/{Key}";

    public GrainClass Class => _class;

    public InProcessRuntime Runtime => _class.Runtime;

    public bool HasEnded => _state == ActivationState.Ended;

    /// <summary>The messages given to this stateless worker that have not ended.</summary>
    public int Load => Volatile.Read(ref _load);

    public GrainId GrainId => GrainId.Create(_class.Name, IdSpan.Create(Key));

    public GrainReference GrainReference => Runtime.Catalog.PrimaryInterfaceOf(_class).Refer(Key);

    public object? GrainInstance => _grain;

    public IServiceProvider ActivationServices => Extras.ServicesOf(Runtime.ServiceProvider);

    public Task Deactivated => Extras.Deactivated;

    internal override TurnExecutor Executor => Runtime.Options.Executor;

    private ActivationExtras Extras => _extras ?? Interlocked.CompareExchange(ref _extras, new(), null) ?? _extras;

    private bool IsStatelessWorker => _class.MaxWorkers != 0;

    /// <exception cref="InvalidOperationException">The grain does not run in this runtime.</exception>
    public static Activation Of(IGrainBase grain) =>
        grain.GrainContext as Activation ?? throw new InvalidOperationException("The grain was not made by this runtime.");

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public void AddLoad()
    {
        if (IsStatelessWorker)
            Interlocked.Increment(ref _load);
    }

    /// <summary>Takes one message out of the queue of turns.</summary>
    public void Receive(GrainMessage message)
    {
        switch (_state)
        {
            case ActivationState.Valid:
            case ActivationState.Deactivating when message.IsLocal:
                if (!MayStart(message))
                {
                    Wait(message);
                    return;
                }

                Start(message);
                if (!_waiting.IsEmpty || _state != ActivationState.Valid)
                    Pump();
                return;
            case ActivationState.New:
                Wait(message);
                _ = ActivateAsync();
                return;
            case ActivationState.Ended:
                Leave(message);
                if (!message.IsLocal)
                    message.Forward(_served);
                return;
            default:
                Wait(message);
                return;
        }
    }

    /// <summary>Called in a turn when a started message has ended.</summary>
    public void Finish(GrainMessage message)
    {
        _running--;
        if (!message.AlwaysInterleaves)
        {
            if (message.IsReadOnly)
                _runningReadOnly--;
            else
                _runningExclusive--;
        }

        _touched |= message.KeepsAlive;
        Leave(message);
        if (_pumping)
            _rescan = true;
        else if (!_waiting.IsEmpty || _state != ActivationState.Valid)
            Pump();
    }

    private protected override void OnQuiet()
    {
        if (!_touched)
            return;
        _touched = false;
        Volatile.Write(ref _idleSince, Runtime.Options.TimeProvider.GetTimestamp());
    }

    private bool MayStart(GrainMessage message) =>
        _running == 0
        || _class.IsReentrant
        || message.AlwaysInterleaves
        || (_runningExclusive == 0 && (message.IsReadOnly || _runningReadOnly == 0));

    private void Start(GrainMessage message)
    {
        _running++;
        if (!message.AlwaysInterleaves)
        {
            if (message.IsReadOnly)
                _runningReadOnly++;
            else
                _runningExclusive++;
        }

        if (message.IsAbandoned)
        {
            Finish(message);
            return;
        }

        _served = true;

        // What the synchronous part of a method leaves in async locals must not reach the next request.
        var context = ExecutionContext.Capture();
        var outer = _pumping;
        _pumping = true;
        message.Invoke(this, _grain!);
        _pumping = outer;
        if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
            ExecutionContext.Restore(context);
    }

    private void Wait(GrainMessage message)
    {
        _waiting.Add(message);

        // Callers of a stuck grain give up, and what they leave behind must not pile up.
        if (_waiting.Count >= 64 && int.IsPow2(_waiting.Count))
            DropAbandoned();
    }

    private void Leave(GrainMessage message)
    {
        if (IsStatelessWorker)
            Interlocked.Decrement(ref _load);
    }

    /// <summary>Starts what may start now, oldest first, and ends the activation when that is due.</summary>
    private void Pump()
    {
        if (_pumping)
            return;
        _pumping = true;
        do
        {
            _rescan = false;
            StartWaiting();
        }
        while (_rescan && !_waiting.IsEmpty && _state == ActivationState.Valid);
        _pumping = false;
        if (_state == ActivationState.Deactivating && _running == 0)
            _ = EndAsync();
    }

    private void StartWaiting()
    {
        GrainMessage? previous = null;
        while (_waiting.After(previous) is { } message)
        {
            if (_state != ActivationState.Valid && !(_state == ActivationState.Deactivating && message.IsLocal))
            {
                previous = message;
            }
            else if (MayStart(message))
            {
                Start(_waiting.TakeAfter(previous));
            }
            else if (_waiting.HasInterleaving)
            {
                previous = message;
            }
            else
            {
                return;
            }
        }
    }

    private void DropAbandoned()
    {
        GrainMessage? previous = null;
        while (_waiting.After(previous) is { } message)
        {
            if (message.IsAbandoned)
                Leave(_waiting.TakeAfter(previous));
            else
                previous = message;
        }
    }
}
