using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants;

/// <summary>Who takes part. What is new to the engine is added here.</summary>
internal static class ParticipantList
{
    public static IReadOnlyList<Participant> Of(SeedRun run) =>
    [
        new Stock.StockParticipant(run),
        new Baskets.BasketParticipant(run),
        new Registers.RegisterParticipant(run),
        new Books.FeedParticipant(run),
        new Books.CompactionParticipant(run),
        new Books.AuditParticipant(run),
        .. run.Scenario.HasFeeds ? new Participant[] { new Feeds.SourceParticipant(run) } : [],
        // The last: it is judged at a moment at which everything is at rest.
        .. run.Scenario.HasOrders ? new Participant[] { new Capacity.CapacityParticipant(run), new Transfers.TransferParticipant(run), new Orders.OrderParticipant(run) } : [],
        // It waits for what the others have done to reach those who watch.
        new Watching.WatchParticipant(run),
    ];
}
