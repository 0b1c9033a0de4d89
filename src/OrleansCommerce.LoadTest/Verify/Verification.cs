using System.Net;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Verify;

/// <summary>What became of everything that was acknowledged.</summary>
/// <param name="Losses">Each acknowledged thing that the server no longer has as it said it had.</param>
internal sealed record Verification(int Reservations, int Movements, int Items, IReadOnlyList<string> Losses)
{
    public static async Task<Verification> RunAsync(
        CommerceClient client, Target target, IReadOnlyList<Acknowledgement> acknowledged, CancellationToken cancel)
    {
        // The furthest state of a reservation, and the newest version of an item, imply the ones before.
        var reservations = acknowledged.Where(entry => entry.State is not null)
            .GroupBy(entry => entry.Id, StringComparer.Ordinal).Select(group => group.MaxBy(entry => entry.State)!).ToList();
        var movements = acknowledged.Where(entry => entry.Version is not null).ToList();
        var items = movements.GroupBy(entry => (entry.Sku, entry.LocationId)).Select(group => group.MaxBy(entry => entry.Version)!).ToList();

        var losses = new string?[reservations.Count + items.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = target.Concurrency, CancellationToken = cancel };
        await Parallel.ForAsync(0, losses.Length, parallel, async (i, token) => losses[i] = i < reservations.Count
            ? await ReservationLossAsync(client, reservations[i], token)
            : await ItemLossAsync(client, items[i - reservations.Count], token));
        return new Verification(reservations.Count, movements.Count, items.Count, [.. losses.OfType<string>()]);
    }

    private static async Task<string?> ReservationLossAsync(CommerceClient client, Acknowledgement entry, CancellationToken cancel)
    {
        var answer = await client.GetAsync(Step.Check, $"/v1/reservations/{Uri.EscapeDataString(entry.Id)}", cancel);
        var found = answer.IsSuccess ? answer.Read(WireJson.Default.ReservationAnswer) : null;
        if (found is null)
            return $"reservation {entry.Id}, acknowledged as {entry.State}: {answer.Describe()}";
        var units = found.Lines.Sum(line => (long)line.Quantity);
        if (units != entry.Units)
            return $"reservation {entry.Id}: {entry.Units} units were acknowledged, there are {units}";
        // A hold that nobody confirmed may expire when its time has come; nothing else may fall back.
        var hasExpired = entry.State == ReservationState.Held && found.State == "expired"
            && entry.ExpiresAt <= TimeProvider.System.GetUtcNow();
        return hasExpired || ReservationStates.Parse(found.State) >= entry.State
            ? null
            : $"reservation {entry.Id}, acknowledged as {entry.State}, is {found.State}";
    }

    /// <summary>Every change of an item raises its version, so an item older than what was acknowledged has lost a change.</summary>
    private static async Task<string?> ItemLossAsync(CommerceClient client, Acknowledgement entry, CancellationToken cancel)
    {
        var path = $"/v1/stock/{Uri.EscapeDataString(entry.Sku!)}/{Uri.EscapeDataString(entry.LocationId!)}";
        var answer = await client.GetAsync(Step.Check, path, cancel);
        var found = answer.IsSuccess ? answer.Read(WireJson.Default.StockItem) : null;
        if (answer.Status != HttpStatusCode.OK || found is null)
            return $"item {entry.Sku}@{entry.LocationId}, moved by {entry.Id}: {answer.Describe()}";
        return found.Version >= entry.Version
            ? null
            : $"item {entry.Sku}@{entry.LocationId} is at version {found.Version}; {entry.Id} was acknowledged with {entry.Version}";
    }
}
