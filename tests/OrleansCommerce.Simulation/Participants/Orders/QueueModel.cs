using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>Who waits for one SKU in the plainest way: units by order, and how many they were at each moment.</summary>
internal sealed class QueueModel
{
    private readonly SortedDictionary<string, long> _orders = new(StringComparer.Ordinal);
    private readonly List<(long Ticks, long Waiting)> _moments = [(0, 0)];

    public long Waiting => _moments[^1].Waiting;

    public void Commit(JournalRecord record, long ticks)
    {
        if (record.Kind is not ("demand.queued" or "demand.left"))
            return;
        var e = JsonSerializer.Deserialize(record.Body.Span, DemandBodyJson.Default.DemandBody)!;
        _orders.Remove(e.OrderId!);
        if (record.Kind == "demand.queued")
            _orders.Add(e.OrderId!, e.Quantity);
        _moments.Add((ticks, _orders.Values.Sum()));
    }

    /// <summary>The least and the most that waited at any time from then on.</summary>
    public (long Min, long Max) Since(long ticks)
    {
        var (min, max) = (Waiting, Waiting);
        for (var i = _moments.Count - 1; i >= 0; i--)
        {
            (min, max) = (Math.Min(min, _moments[i].Waiting), Math.Max(max, _moments[i].Waiting));
            if (_moments[i].Ticks <= ticks)
                break;
        }

        return (min, max);
    }
}

/// <summary>Any event of those who wait as it is stored, read without the code that wrote it.</summary>
internal sealed record DemandBody
{
    public string? OrderId { get; set; }
    public long Quantity { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemandBody))]
internal sealed partial class DemandBodyJson : JsonSerializerContext;
