using Orleans;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// The main path of every aggregate: load → decide → append → apply → publish, pipelined. A command is decided on the newest state,
/// which includes appends still in flight. Every reply is computed at once and then waits for the append that was last at that
/// moment; if that one fails, so does the reply. So nothing that is not durable is ever seen, and a hot item is limited by the batch,
/// not by the round trip.
/// </summary>
public abstract partial class AggregateGrain<TState, TCommand, TEvent, TAnswer>(AggregateServices services) : Grain
    where TState : class
    where TCommand : notnull
    where TEvent : notnull
{
    /// <summary>How often one command is decided anew because an append it stood behind turned out to be a late duplicate.</summary>
    private const int RedecisionsMax = 8;

    private static readonly Task<AppendOutcome> Settled = Task.FromResult(new AppendOutcome(AppendStatus.Durable, 0));

    private AppendsInFlight<TAnswer> _inFlight;
    private Journal.StreamWriter? _writer;
    private Task _ready = Task.CompletedTask;
    private long _version;
    private long _snapshotVersion;
    private int _incarnation;
    private bool _abandoned;

    protected AggregateServices Services { get; } = services;

    /// <summary>The newest state, appends in flight included. What is read from it must not leave before <see cref="Durable"/>.</summary>
    protected TState State { get; private set; } = null!;

    protected DateTimeOffset Now => Services.Clock.Now;

    /// <summary>The end of the append that was last: what is answered now shows what it wrote.</summary>
    private Task<AppendOutcome> Last => _inFlight.Newest?.Outcome ?? Settled;

    /// <summary>The journal's name of this aggregate: <c>noun/key</c>.</summary>
    protected abstract string Stream { get; }

    protected abstract EventCodec<TEvent> Codec { get; }

    protected abstract TState NewState();

    protected abstract void Apply(TState state, TEvent happened);

    protected abstract Ruling<TState, TEvent, TAnswer> Decide(TState state, TCommand command, DateTimeOffset now);

    /// <summary>Names one event of a command for the audit log.</summary>
    protected abstract Label Label(TEvent happened);

    /// <summary>The answer to a command whose id is recorded already, here or in another stream.</summary>
    protected abstract TAnswer AnswerRecorded(TCommand command, StoredRecord recorded);

    /// <summary>The answer to a command that is recorded, but so long ago that compaction has removed what was recorded. It must be stable.</summary>
    protected virtual TAnswer AnswerCompacted(TCommand command) =>
        throw new RetriableException($"The record of a command sent before to {Stream} could not be read.");

    /// <summary>How the state is stored, so that a load need not read the whole stream; null where streams stay short.</summary>
    protected virtual SnapshotForm<TState>? Snapshots => null;

    /// <summary>
    /// Called in version order, once what was answered with <paramref name="answer"/> is durable. Of what became durable together, as a
    /// batch does, only the newest is told.
    /// </summary>
    protected virtual void OnDurable(TAnswer answer, long position)
    {
    }

    /// <summary>Called after each load with the position of the newest record.</summary>
    protected virtual void OnLoaded(long position)
    {
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Load();
        await base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_writer is not null)
        {
            Services.Commit.Release(_writer);
        }

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Decides, appends and answers; the answer is given only when it is durable.</summary>
    /// <exception cref="RetriableException">The journal is busy or out of reach, or this activation no longer owns its stream.</exception>
    protected async Task<TAnswer> Execute(TCommand command, Origin origin, Admission admission)
    {
        for (var round = 0; round < RedecisionsMax; round++)
        {
            await Ready();
            if (!Services.Commit.Admits(admission))
            {
                throw new RetriableException("Too much waits to be written.");
            }

            var incarnation = _incarnation;
            var now = Now;
            var ruling = Decide(State, command, now);
            var isAppended = !ruling.Events.IsEmpty;
            var decidedAt = _version;
            var head = isAppended ? null : Services.Heads?.Read(Stream);
            var append = isAppended ? Append(ruling, origin, now) : new Appended<TAnswer>(Last, ruling.Answer(State), snapshot: null);
            var outcome = await append.Outcome;
            Publish(incarnation);
            if (outcome.Status is AppendStatus.Durable)
            {
                if (head is null || await IsStillOwned(head, decidedAt, incarnation))
                {
                    return append.Answer;
                }

                continue;
            }

            if (await Recover(outcome, isAppended, incarnation) is { } place)
            {
                // The state beside which it is answered may have appends in flight already, of others that came after the load.
                return await Services.Journal.ReadRecord(place) is { } recorded
                    ? await Durable(_ => AnswerRecorded(command, recorded))
                    : await Durable(_ => AnswerCompacted(command));
            }
        }

        throw new RetriableException($"{Stream} was decided anew {RedecisionsMax} times.");
    }

    /// <summary>Reads the newest state; the answer waits until all it shows is durable.</summary>
    protected async Task<T> Durable<T>(Func<TState, T> read)
    {
        for (var round = 0; round < RedecisionsMax; round++)
        {
            await Ready();
            var incarnation = _incarnation;
            var answer = read(State);
            var outcome = await Last;
            Publish(incarnation);
            if (outcome.Status == AppendStatus.Durable)
            {
                return answer;
            }

            if (outcome.Status is not AppendStatus.Duplicate && incarnation == _incarnation)
            {
                throw Abandon($"An append to {Stream} ended as {outcome.Status}.");
            }

            await Rebuild(incarnation);
        }

        throw new RetriableException($"{Stream} was read anew {RedecisionsMax} times.");
    }

    private Task Ready() => _abandoned ? throw new RetriableException($"{Stream} is being loaded anew.") : _ready;

    private Appended<TAnswer> Append(Ruling<TState, TEvent, TAnswer> ruling, Origin origin, DateTimeOffset at)
    {
        var records = new JournalRecord[ruling.Events.Length];
        for (var i = 0; i < records.Length; i++)
        {
            var happened = ruling.Events[i];
            var (kind, body) = Codec.Encode(happened);
            var label = Label(happened);
            records[i] = new JournalRecord(kind, label.Correlation, origin.Actor, at, body, label.CommandId);
        }

        try
        {
            foreach (var happened in ruling.Events)
            {
                Apply(State, happened);
            }

            var outcome = Services.Commit.Append(_writer!, _version, records);
            _version += records.Length;
            var appended = new Appended<TAnswer>(outcome, ruling.Answer(State), TakeSnapshotIfDue());
            _inFlight.Add(appended);
            return appended;
        }
        catch
        {
            // A bug left the state between two versions: nothing may be decided on it any more.
            Abandon($"{Stream} is between two versions.");
            throw;
        }
    }

    /// <summary>The one pump: whatever has become durable is told, in version order, by whoever comes first.</summary>
    private void Publish(int incarnation)
    {
        Appended<TAnswer>? newest = null;
        // One that came to nothing stays, and with it all behind it: until the next load nothing is answered that would not wait for it.
        while (incarnation == _incarnation && _inFlight.Oldest is { IsDurable: true } next)
        {
            _inFlight.RemoveOldest();
            newest = next;
            if (next.Snapshot is { } snapshot)
            {
                Services.Snapshots.Offer(Stream, snapshot);
            }
        }

        if (newest is null)
        {
            return;
        }

        OnDurable(newest.Answer, newest.Outcome.Result.Position);
    }

    /// <summary>Loads the state anew, once per incarnation however many ask for it.</summary>
    private Task Rebuild(int incarnation)
    {
        if (incarnation == _incarnation && !_abandoned)
        {
            _ready = Load();
        }

        return Ready();
    }

    private async Task Load()
    {
        _incarnation++;
        _inFlight.Clear();
        try
        {
            var loaded = await Services.Commit.Load(Stream);
            var state = loaded.Snapshot is { } snapshot ? Restore(snapshot) : NewState();
            foreach (var record in loaded.Records)
            {
                Apply(state, Codec.Decode(record.Record.Kind, record.Record.Body));
            }

            (State, _writer, _version) = (state, loaded.Writer, loaded.Version);
            _snapshotVersion = loaded.Snapshot?.Version ?? 0;
            if (TakeSnapshotIfDue() is { } due)
            {
                Services.Snapshots.Offer(Stream, due);
            }

            OnLoaded(loaded.Position);
        }
        catch (JournalUnavailableException e)
        {
            throw Abandon($"{Stream} could not be loaded.", e);
        }
    }

    /// <summary>
    /// Taken of the newest state, appends in flight included, because a hot item is never without any; it is handed on only when the
    /// append that led to it has turned out durable, and is forgotten otherwise. Copying here costs as many steps as the state has parts,
    /// and happens once in at least as many events; encoding and writing are done elsewhere.
    /// </summary>
    private SnapshotTaken? TakeSnapshotIfDue()
    {
        if (Snapshots is { } form && _version - _snapshotVersion > Math.Max(Services.Snapshots.TailMin, form.Parts(State)))
        {
            _snapshotVersion = _version;
            return new SnapshotTaken(_version, form.Take(State));
        }

        return null;
    }

    private TState Restore(Snapshot snapshot) => Snapshots is { } form
        ? form.Restore(snapshot)
        : throw new JournalFormatException($"{Stream} has a snapshot, which this version does not know how to read.");

    /// <summary>Decides nothing more: the next activation learns what is true. One that could not load first ends by its exception.</summary>
    private RetriableException Abandon(string why, Exception? cause = null)
    {
        _abandoned = true;
        if (_writer is not null) DeactivateOnIdle();
        return new RetriableException(why, cause!);
    }
}
