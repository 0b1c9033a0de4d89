using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Books;

/// <summary>The product's own audit: it finds nothing, neither while faults strike nor at the end.</summary>
internal sealed class AuditParticipant(SeedRun run) : Participant(run)
{
    /// <summary>It reads everything, and waits for rows that others write.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override async Task WorkBeside(Client client)
    {
        while (!Run.Faults.IsCalm && !Run.Scenario.IsCluster)
        {
            await client.Pause(TimeSpan.FromMilliseconds(client.Chance.Between(500, 6_000)));
            await Audit(client, attempts: 1);
        }
    }

    public override async Task Settle(Client client) =>
        Require(await Audit(client, attempts: 10), "everything quiesces", $"the books cannot be audited");

    private async Task<bool> Audit(Client client, int attempts)
    {
        var reply = await client.Insist("audit", silo => silo.Books.Run(CancellationToken.None), attempts, Patience);
        if (reply is { IsKnown: true, Value: { } books })
            Require(books.Balanced, "the books balance", $"{string.Join("; ", books.Mismatches)}");
        return reply.IsKnown;
    }
}
