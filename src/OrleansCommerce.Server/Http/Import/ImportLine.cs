using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Stock;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>One line of an import: a movement, and the item that it moves.</summary>
public sealed record ImportLine
{
    public string? MovementId { get; init; }
    public string? Sku { get; init; }
    public string? LocationId { get; init; }
    public string? Kind { get; init; }
    public long? Quantity { get; init; }
    public string? Reason { get; init; }
    public string? OccurredAt { get; init; }
    public long? ExpectedVersion { get; init; }
    public string? InboundId { get; init; }
    public string? Source { get; init; }
    public long? SourceVersion { get; init; }

    /// <summary>The command and its item, or null with the problem.</summary>
    public (StockKey Key, Move Move)? Read(DateTimeOffset now, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckId("sku", Sku);
        errors.CheckId("locationId", LocationId);
        var body = new MovementBody
        {
            MovementId = MovementId,
            Kind = Kind,
            Quantity = Quantity,
            Reason = Reason,
            OccurredAt = OccurredAt,
            ExpectedVersion = ExpectedVersion,
            InboundId = InboundId,
            Source = Source,
            SourceVersion = SourceVersion,
        };
        var move = MovementRules.Read(body, now, errors);
        problem = errors.ToProblem();
        return problem is null ? (new StockKey(Sku!, LocationId!), move!) : null;
    }
}
