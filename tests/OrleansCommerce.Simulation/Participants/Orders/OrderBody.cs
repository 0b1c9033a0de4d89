using System.Text.Json.Serialization;
using OrleansCommerce.Simulation.Participants.Capacity;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>Any event of an order as it is stored, read without the code that wrote it.</summary>
internal sealed record OrderBody
{
    public DateTimeOffset At { get; set; }
    public string? OrderId { get; set; }
    public List<UnitsBody> Lines { get; set; } = [];
    public List<UnitsBody> Picked { get; set; } = [];
    public List<UnitsBody> Missing { get; set; } = [];
    public string? ReservationId { get; set; }
    public long Through { get; set; }
    public AssignmentBody? Assignment { get; set; }
    public DateTimeOffset AcceptBy { get; set; }
    public DateTimeOffset CollectBy { get; set; }
    public FulfilmentRefBody Of { get; set; }
    public int Number { get; set; }
    public bool IsWhole { get; set; }
    public bool HadLeft { get; set; }
    public string? ReturnId { get; set; }
    public string? LocationId { get; set; }
}

internal readonly record struct UnitsBody(string Sku, long Quantity, string Condition = "Resaleable")
{
    public override string ToString() => $"{Quantity} {Sku}";
}

internal readonly record struct FulfilmentRefBody(string FulfilmentId, string LocationId, string? ReservationId);

internal sealed record AssignmentBody(
    string FulfilmentId, string LocationId, string Method, List<UnitsBody> Lines, SlotBody? Slot, string? ReservationId, string? CollectAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OrderBody))]
internal sealed partial class OrderBodyJson : JsonSerializerContext;
