using System.Collections.Immutable;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Supply.Transfers;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>What a transfer must look like, before anything is asked of the engine.</summary>
public static class TransferRules
{
    /// <summary>How far ahead goods may be expected.</summary>
    public static readonly TimeSpan ExpectedAheadMax = TimeSpan.FromDays(5 * 366);

    /// <summary>The request, or null with the problem.</summary>
    public static TransferRequest? Read(TransferBody body, DateTimeOffset now, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalId("transferId", body.TransferId);
        errors.CheckId("from", body.From);
        errors.CheckId("to", body.To);
        if (body.From is not null && body.From == body.To)
        {
            errors.Add(ProblemKinds.Malformed, "to", "Another location than from.");
        }

        var expectedAt = body.ExpectedAt is null ? null : ReadExpected(body.ExpectedAt, now, errors);
        var lines = ReadLines(body.Lines, 1, errors);
        problem = errors.ToProblem();
        return problem is null ? new TransferRequest(body.From!, body.To!, lines, expectedAt) : null;
    }

    /// <summary>What has come; null with no problem: all of it.</summary>
    public static ImmutableArray<TransferLine>? Read(TransferReceiptBody? body, out Problem? problem)
    {
        problem = null;
        if (body?.Lines is null)
        {
            return null;
        }

        var errors = new FieldErrors();
        var lines = ReadLines(body.Lines, 0, errors);
        problem = errors.ToProblem();
        return lines;
    }

    public static DateTimeOffset? ReadExpected(string text, DateTimeOffset now, FieldErrors errors)
    {
        if (!Rfc3339.TryParse(text, out var time))
        {
            errors.Add(ProblemKinds.Malformed, "expectedAt", "A time as in RFC 3339, with its offset: 2026-11-22T10:00:00Z.");
        }
        else if (time > now + ExpectedAheadMax)
        {
            errors.Add(ProblemKinds.Malformed, "expectedAt", "At most five years ahead.");
        }

        return time;
    }

    private static ImmutableArray<TransferLine> ReadLines(IReadOnlyList<TransferLineBody?>? bodies, long quantityMin, FieldErrors errors)
    {
        if (bodies is null or { Count: 0 } or { Count: > TransferLines.CountMax })
        {
            var kind = bodies is { Count: > 0 } ? ProblemKinds.TooManyLines : ProblemKinds.NoLines;
            errors.Add(kind, "lines", kind.Meaning);
            return [];
        }

        var message = $"A whole number from {quantityMin} to {StockLimits.ReservationQuantityMax}.";
        for (var i = 0; i < bodies.Count; i++)
        {
            errors.CheckId($"lines[{i}].sku", bodies[i]?.Sku);
            if (bodies[i]?.Quantity is not { } quantity || quantity < quantityMin || quantity > StockLimits.ReservationQuantityMax)
            {
                errors.Add(ProblemKinds.InvalidQuantity, $"lines[{i}].quantity", message);
            }
        }

        if (errors.Any)
        {
            return [];
        }

        var summed = TransferLines.Sum(bodies.Select(body => new TransferLine(body!.Sku!, body.Quantity!.Value)));
        foreach (var line in summed.Where(line => line.Quantity > StockLimits.ReservationQuantityMax))
        {
            errors.Add(ProblemKinds.InvalidQuantity, "lines", $"The lines of {line.Sku} come to {line.Quantity}. {message}");
        }

        return summed;
    }
}
