using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>What a request to reserve must look like, before anything is asked of the engine.</summary>
public static class ReservationRules
{
    public const int TtlSecondsDefault = 600;

    /// <summary>The lines, summed by item and in key order; null with the problem where the request is refused.</summary>
    public static ImmutableArray<ReservationLine>? Read(ReservationBody body, out int ttlSeconds, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalId("reservationId", body.ReservationId);
        errors.CheckOptionalId("customerId", body.CustomerId);
        ttlSeconds = ReadTtl(body.TtlSeconds, errors);
        var lines = ReadLines(body.Lines, errors);
        problem = errors.ToProblem();
        return problem is null ? lines : null;
    }

    public static int ReadTtl(long? ttlSeconds, FieldErrors errors)
    {
        if (ttlSeconds is null or (>= 1 and <= StockLimits.TtlSecondsMax))
        {
            return (int)(ttlSeconds ?? TtlSecondsDefault);
        }

        errors.Add(ProblemKinds.InvalidTtl, "ttlSeconds", ProblemKinds.InvalidTtl.Meaning);
        return 0;
    }

    private static ImmutableArray<ReservationLine> ReadLines(IReadOnlyList<ReservationLineBody?>? bodies, FieldErrors errors)
    {
        // Lines are counted as they were sent: summing first would let any number through.
        if (bodies is null or { Count: 0 } or { Count: > ReservationLines.CountMax })
        {
            var kind = bodies is { Count: > 0 } ? ProblemKinds.TooManyLines : ProblemKinds.NoLines;
            errors.Add(kind, "lines", kind.Meaning);
            return [];
        }

        if (bodies is [var only])
        {
            return ReadLine(only, 0, errors) is { } line ? [line] : [];
        }

        var lines = new List<ReservationLine>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            if (ReadLine(bodies[i], i, errors) is { } line)
            {
                lines.Add(line);
            }
        }

        return errors.Any ? [] : Sum(lines, errors);
    }

    private static ReservationLine? ReadLine(ReservationLineBody? body, int index, FieldErrors errors)
    {
        if (body is { Quantity: >= 1 and <= StockLimits.ReservationQuantityMax and var quantity, Sku: { } sku, LocationId: { } locationId }
            && Domain.Identifier.IsValid(sku) && Domain.Identifier.IsValid(locationId))
        {
            return new(new StockKey(sku, locationId), quantity);
        }

        var field = $"lines[{index}]";
        if (body is null)
        {
            errors.Add(ProblemKinds.Malformed, field, "A line has a SKU, a location and a quantity.");
            return null;
        }

        errors.CheckId($"{field}.sku", body.Sku);
        errors.CheckId($"{field}.locationId", body.LocationId);
        if (body.Quantity is not (>= 1 and <= StockLimits.ReservationQuantityMax))
        {
            errors.Add(ProblemKinds.InvalidQuantity, $"{field}.quantity", QuantityMessage);
        }

        return null;
    }

    private static ImmutableArray<ReservationLine> Sum(List<ReservationLine> lines, FieldErrors errors)
    {
        var summed = ReservationLines.Sum(lines);
        foreach (var line in summed.Where(line => line.Quantity > StockLimits.ReservationQuantityMax))
        {
            errors.Add(ProblemKinds.InvalidQuantity, "lines", $"The lines of {line.Item} come to {line.Quantity}. {QuantityMessage}");
        }

        return summed;
    }

    private static readonly string QuantityMessage = $"A whole number from 1 to {StockLimits.ReservationQuantityMax}.";
}
