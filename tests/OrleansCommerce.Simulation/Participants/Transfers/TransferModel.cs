using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Participants.Orders;

namespace OrleansCommerce.Simulation.Participants.Transfers;

/// <summary>One transfer in the plainest way: where its goods are, and what it has asked of the two locations so far.</summary>
internal sealed class TransferModel(string name, EffectBook effects, Action<string, string> violate)
{
    private const string Prefix = "transfer/";

    public string Name => name;

    public string Status { get; private set; } = "None";

    public string From { get; private set; } = "";

    public List<UnitsBody> Lines { get; private set; } = [];

    /// <summary>Everything that it asked for is said to be done.</summary>
    public bool IsAtRest { get; private set; } = true;

    public static bool IsOfTransfer(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    public void Commit(StoredRecord record)
    {
        var e = JsonSerializer.Deserialize(record.Record.Body.Span, TransferBodyJson.Default.TransferBody)!;
        switch (record.Record.Kind)
        {
            case "transfer.requested":
                (From, To, Lines) = (e.From, e.To, e.Lines);
                Step(record, "Requested", isAtRest: false, "None");
                break;
            case "transfer.planned": Step(record, "Planned", isAtRest: true, "Requested"); break;
            case "transfer.refused": Step(record, "None", isAtRest: true, "Requested"); break;
            case "transfer.tryFailed": break;
            case "transfer.shipped":
                Step(record, "Shipped", isAtRest: false, "Planned");
                effects.Ask($"{name}/out", From, "TransferOut", Lines);
                break;
            case "transfer.received":
                Step(record, "Received", isAtRest: false, "Shipped");
                Received(e);
                break;
            case "transfer.cancelled": Step(record, "Cancelled", isAtRest: false, "Planned"); break;
            case "transfer.settled": Step(record, "Shipped", isAtRest: true, "Shipped"); break;
            case "transfer.closed": Step(record, Status, isAtRest: true, "Received", "Cancelled"); break;
            default: throw new InvalidOperationException($"The model does not know {record.Record.Kind}.");
        }
    }

    private string To { get; set; } = "";

    private void Step(StoredRecord record, string to, bool isAtRest, params string[] from)
    {
        if (!from.Contains(Status))
            violate("steps follow each other", $"{name}: {record.Record.Kind}, when it was {Status}");
        (Status, IsAtRest) = (to, isAtRest);
    }

    /// <summary>What was shipped has come, or is lost: nothing else, and nothing twice.</summary>
    private void Received(TransferBody e)
    {
        foreach (var line in Lines)
        {
            var (come, lost) = (Of(e.Received, line.Sku), Of(e.Lost, line.Sku));
            if (come < 0 || lost < 0 || come + lost != line.Quantity)
                violate("a unit of a transfer is in one place", $"{name}: of {line} {come} have come and {lost} are lost");
        }

        effects.Ask($"{name}/in", To, "TransferIn", e.Received);
    }

    private static long Of(List<UnitsBody> lines, string sku) => lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);
}

/// <summary>Any event of a transfer as it is stored, read without the code that wrote it.</summary>
internal sealed record TransferBody
{
    public string From { get; set; } = "";
    public string To { get; set; } = "";
    public List<UnitsBody> Lines { get; set; } = [];
    public List<UnitsBody> Received { get; set; } = [];
    public List<UnitsBody> Lost { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TransferBody))]
internal sealed partial class TransferBodyJson : JsonSerializerContext;
