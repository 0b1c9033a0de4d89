using System.Globalization;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Http;

/// <summary>Asks the server whether its books balance, and puts the answer into words.</summary>
internal static class BooksAudit
{
    public static async Task<(Balance? Balance, string Line)> AskAsync(CommerceClient client, CancellationToken cancel)
    {
        var answer = await client.GetAsync(Step.Check, "/v1/audit/balance", cancel);
        var balance = answer.IsSuccess ? answer.Read(WireJson.Default.Balance) : null;
        return (balance, balance is null ? $"books NOT checked: {answer.Describe()}" : Describe(balance));
    }

    private static string Describe(Balance b) => string.Create(
        CultureInfo.InvariantCulture,
        $"books {(b.Balanced ? "balanced" : "NOT balanced")}: {b.Items:N0} items, received {b.Received:N0}, gone out {b.GoneOut:N0}, on hand {b.OnHand:N0}, reserved {b.Reserved:N0}, holds {b.Holds:N0}, mismatches {b.Mismatches.Count:N0}");
}
