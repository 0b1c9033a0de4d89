using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Feeds;

/// <inheritdoc cref="IFeedsGrain"/>
[Reentrant]
public sealed class FeedsGrain(AggregateServices services)
    : AggregateGrain<FeedState, FeedCommand, FeedEvent, FeedAnswer>(services), IFeedsGrain
{
    /// <summary>The journal's stream of the register: <c>feeds/all</c>.</summary>
    public const string JournalPrefix = "feeds/";

    protected override string Stream => JournalPrefix + this.GetPrimaryKeyString();

    protected override EventCodec<FeedEvent> Codec => FeedStored.Events;

    protected override SnapshotForm<FeedState> Snapshots => FeedStored.Form;

    public Task<FeedAnswer> Execute(FeedCommand command, Origin origin) => Execute(command, origin, Admission.Settling);

    public Task<ImmutableArray<Feed>> Read() => Durable(state => state.ToSnapshot());

    public Task<FeedTerms> Terms(string source) => Durable(state => state.Find(source) is { } feed
        ? new FeedTerms(feed.Precedence, feed.IsDisabled, IsRefused: false)
        : new FeedTerms(0, IsDisabled: false, IsRefused: state.Feeds.Count >= FeedLimits.FeedsMax));

    protected override FeedState NewState() => new();

    protected override void Apply(FeedState state, FeedEvent happened) => FeedMachine.Apply(state, happened);

    protected override Ruling<FeedState, FeedEvent, FeedAnswer> Decide(FeedState state, FeedCommand command, DateTimeOffset now)
    {
        var decision = FeedMachine.Decide(state, command, now);
        var fellSilent = decision.Events.OfType<FeedFellSilent>().Select(e => e.Source).ToImmutableArray();
        return new(decision.Events, after => new FeedAnswer(Subject(after, command), decision.IsTooMany, decision.Events.IsEmpty, fellSilent));
    }

    protected override Label Label(FeedEvent happened) => happened switch
    {
        FeedsHeard e => new(Stream, CommandId.Of(Stream, $"report:{e.ReportId}")),
        FeedDescribed e => new($"feed/{e.Source}"),
        FeedDisabled e => new($"feed/{e.Source}"),
        ReconciliationNoted e => new($"feed/{e.Source}"),
        FeedFellSilent e => new($"feed/{e.Source}"),
        FeedSpokeAgain e => new($"feed/{e.Source}"),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} has no place in the audit log."),
    };

    /// <summary>Only reports have an id, and nobody waits for more than that they have arrived.</summary>
    protected override FeedAnswer AnswerRecorded(FeedCommand command, StoredRecord recorded) => Arrived;

    protected override FeedAnswer AnswerCompacted(FeedCommand command) => Arrived;

    private static FeedAnswer Arrived => new(null, IsTooMany: false, IsRepeated: true, []);

    private static Feed? Subject(FeedState state, FeedCommand command) => command switch
    {
        DescribeFeed c => state.Find(c.Source),
        DisableFeed c => state.Find(c.Source),
        NoteReconciliation c => state.Find(c.Source),
        _ => null,
    };
}
