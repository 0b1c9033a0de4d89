using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>What the journal tells of every reservation, record by record, as the audit log gives it out.</summary>
internal sealed class RecordedOrders
{
    private const int PageRecords = 1_000;

    private readonly Dictionary<string, (string State, int Opened)> _orders = new(StringComparer.Ordinal);

    public static async Task<RecordedOrders> Read(HttpClient http)
    {
        var orders = new RecordedOrders();
        for (string? after = "0"; after is not null;)
        {
            var page = (await http.GetFromJsonAsync<JsonNode>($"/v1/audit/records?limit={PageRecords}&after={after}"))!;
            foreach (var record in page["items"]!.AsArray())
            {
                orders.Enter((string)record!["kind"]!, record["body"]!);
            }

            after = (string?)page["next"];
        }

        return orders;
    }

    /// <summary>The first differences from what was acknowledged: what is lost, what is there twice, what is there and nobody was told of.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> acknowledged) =>
    [
        .. acknowledged.Where(order => !_orders.ContainsKey(order.Key)).Select(order => $"{order.Key} was acknowledged as {order.Value} and is lost").Take(5),
        .. acknowledged.Where(order => _orders.TryGetValue(order.Key, out var found) && found.State != order.Value)
            .Select(order => $"{order.Key} was acknowledged as {order.Value} and is recorded as {_orders[order.Key].State}").Take(5),
        .. _orders.Where(order => order.Value.Opened != 1).Select(order => $"{order.Key} was acknowledged once and is recorded {order.Value.Opened} times").Take(5),
        .. _orders.Keys.Where(id => !acknowledged.ContainsKey(id)).Select(id => $"{id} is recorded and was never acknowledged").Take(5),
    ];

    private void Enter(string kind, JsonNode body)
    {
        var id = (string?)(body["reservationId"] ?? body["hold"]?["reservationId"]);
        if (id is null)
        {
            return;
        }

        var (_, opened) = _orders.GetValueOrDefault(id);
        _orders[id] = kind switch
        {
            "stock.held" => ("held", opened + 1),
            "stock.confirmed" => ("confirmed", opened),
            "stock.fulfilled" => ("fulfilled", opened),
            "stock.holdEnded" => ("released", opened),
            _ => throw new InvalidOperationException($"Nobody here asks for {kind}."),
        };
    }
}
