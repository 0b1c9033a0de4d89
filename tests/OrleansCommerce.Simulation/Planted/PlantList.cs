namespace OrleansCommerce.Simulation.Planted;

/// <summary>A bug that a run must find.</summary>
/// <param name="Name">For the command line.</param>
public sealed record PlantedBug(string Name, string Description, Func<Plant> Make);

/// <summary>The planted bugs: each shows that a check can fail.</summary>
public static class PlantList
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("reply-before-durable", "the storage is said to be done as soon as it was asked", () => new EarlyReplies()),
        new("lost-release", "releases are said to be durable and written later, unless the silo crashes before", () => new LostReleases()),
        new("no-fence", "the journal takes whatever comes, whoever wrote before", () => new NoFence()),
        new("no-head-check", "an owner that is not the owner any more refuses and repeats without a look at the stream", () => new NoHeadChecks()),
        new("retry-not-recognised", "movements are recorded without their ids", () => new ForgottenIds()),
        new("apply-twice", "an append without an answer is sent again, behind what it wrote", () => new AppliedTwice()),
        new("torn-frame", "of several records of one frame the second half is lost", () => new TornFrames()),
        new("feed-gap", "a page of the feed passes over what was not visible yet", () => new FeedGaps()),
        new("hold-forgotten-in-snapshot", "a snapshot lacks the first hold", () => new ForgottenHolds()),
        new("id-lost-by-compaction", "compaction removes the ids of commands as well", () => new CompactedIdsLost()),
        new("clock-back-revives", "a loaded item does not know the time of its last event", () => new RevivedHolds()),
        new("publish-before-durable", "the view shows what is on its way to the journal", () => new EarlyRows()),
        new("expiry-by-timer-only", "nobody looks for holds that are due", () => new NoSweep()),
        new("partial-basket", "a basket that is short of stock is held in part", () => new PartialBaskets()),
        new("confirm-without-decision", "a basket's lines are confirmed one by one, without its coordinator", () => new HastyConfirms()),
        new("order-forgets-its-hold", "an order that is loaded does not know which reservation it was about to take", () => new ForgottenIntentions()),
        new("deficit-unseen", "nobody looks for items of which more is held than there is", () => new UnseenDeficits()),
        new("earmark-forgotten", "an item that is loaded does not know what of it has arrived for the queue", () => new ForgottenOfMoves("earmarked")),
        new("stale-availability-trusted", "what routing proposes is said to be held, and its owners are not asked", () => new TrustedAvailability()),
        new("watcher-trusts-last-position", "a screen resumes after the last position it saw instead of its watermark", () => new TrustedPositions()),
        new("watcher-never-resumes", "a screen believes that the stream tells it everything", () => new NoResumption()),
        new("source-forgotten", "a loaded item does not know which source said what it has", () => new ForgottenOfMoves("feed")),
        new("capacity-held-twice", "a location that is loaded does not count in its slots what was held before", () => new UncountedSlots()),
    ];
}
