using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Books;

/// <summary>Removes what is older than a few seconds and covered by snapshots, while everything else goes on.</summary>
internal sealed class CompactionParticipant(SeedRun run) : Participant(run)
{
    public override async Task WorkBeside(Client client)
    {
        // Seconds here for days there: what counts is that retries come later than their records are kept.
        var retention = TimeSpan.FromMilliseconds(client.Chance.Between(200, 5_000));
        while (!Run.Faults.IsCalm)
        {
            await client.Pause(TimeSpan.FromMilliseconds(client.Chance.Between(300, 4_000)));
            var options = new CompactionOptions { Retention = retention, FramesPerStep = (int)client.Chance.Between(1, 32) };
            await client.Insist(
                "compact", silo => new JournalCompaction(silo.Journal, silo.Clock, options).Run(CancellationToken.None), attempts: 1);
        }
    }
}
