using System.Collections.Immutable;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Promises;
using OrleansCommerce.Server.Http.Wire;
using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>What an order, and what is done with it, must look like. Each error names its field.</summary>
public static class OrderRules
{
    public const int ReasonLengthMax = 200;
    public const int TrackingLengthMax = 100;

    /// <summary>The request, or null with the problem.</summary>
    public static OrderRequest? Read(OrderBody body, string orderId, PostalCodes places, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalId("orderId", body.OrderId);
        errors.CheckOptionalId("customerId", body.CustomerId);
        errors.CheckOptionalId("promiseId", body.PromiseId);
        errors.CheckOptionalId("locationId", body.LocationId);
        errors.CheckOptionalText("optionId", body.OptionId, PromiseRules.TextLengthMax);
        errors.CheckOptionalText("reservationId", body.ReservationId, PromiseRules.TextLengthMax);
        errors.CheckOptionalText("channel", body.Channel, PromiseRules.TextLengthMax);
        errors.CheckOptionalText("destination.region", body.Destination?.Region, PromiseRules.TextLengthMax);
        var sources = (body.PromiseId is null ? 0 : 1) + (body.ReservationId is null ? 0 : 1) + (body.Lines is null ? 0 : 1);
        if (sources != 1)
        {
            errors.Add(ProblemKinds.Malformed, "promiseId", "An order is made of exactly one: promiseId, reservationId, or lines.");
        }

        if (body.OptionId is not null && body.PromiseId is null)
        {
            errors.Add(ProblemKinds.Malformed, "optionId", "Only with the promise it is of.");
        }

        var destination = PromiseRules.ReadDestination(body.Destination, places, errors);
        var methods = PromiseRules.ReadMethods(body.Methods, destination is not null, errors);
        var lines = body.Lines is null ? [] : PromiseRules.ReadLines(body.Lines, errors);
        var wish = new OrderWish(
            methods, destination, body.Destination?.Region, body.LocationId, body.PromiseId, body.OptionId, body.ReservationId);
        var request = new OrderRequest(
            orderId, body.CustomerId, body.Channel ?? PromiseRules.ChannelDefault,
            OrderLines.Sum(lines.Select(line => new OrderLine(line.Sku, line.Quantity))), wish);
        if (!errors.Any && body.Lines is not null)
        {
            foreach (var (field, message) in RequestCheck.Problems(wish.Request(request.Lines, request.Channel, [], DateTimeOffset.UnixEpoch)))
            {
                errors.Add(ProblemKinds.Malformed, field, message);
            }
        }

        problem = errors.ToProblem();
        return problem is null ? request : null;
    }

    /// <summary>What was found, of all that was to be picked; null with the problem.</summary>
    public static ImmutableArray<OrderLine>? ReadPicked(PickBody body, FulfilmentFigures fulfilment, out Problem? problem)
    {
        var errors = new FieldErrors();
        var picked = fulfilment.Lines.ToDictionary(line => line.Sku, line => line.Quantity, StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var lines = body.Lines ?? [];
        if (lines.Count > OrderLimits.LinesMax)
        {
            errors.Add(ProblemKinds.TooManyLines, "lines", $"At most {OrderLimits.LinesMax} lines.");
            lines = [];
        }

        for (var i = 0; i < lines.Count; i++)
        {
            errors.CheckId($"lines[{i}].sku", lines[i]?.Sku);
            if (lines[i]?.Picked is not { } units || units is < 0 or > OrderLimits.QuantityMax)
            {
                errors.Add(ProblemKinds.InvalidQuantity, $"lines[{i}].picked", $"A whole number from 0 to {OrderLimits.QuantityMax}.");
            }
            else if (lines[i]?.Sku is { } sku)
            {
                // What was found of one SKU in two places comes in two lines.
                picked[sku] = units + (told.Add(sku) ? 0 : picked[sku]);
            }
        }

        problem = errors.ToProblem();
        return problem is null ? OrderLines.Sum(picked.Where(line => line.Value > 0).Select(line => new OrderLine(line.Key, line.Value))) : null;
    }

    /// <summary>The return, or null with the problem.</summary>
    public static ReturnGoods? ReadReturn(ReturnBody body, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckId("returnId", body.ReturnId);
        errors.CheckId("locationId", body.LocationId);
        var lines = ImmutableArray.CreateBuilder<ReturnedLine>();
        if (body.Lines is not { Count: >= 1 and <= OrderLimits.LinesMax })
        {
            var kind = body.Lines is { Count: > 0 } ? ProblemKinds.TooManyLines : ProblemKinds.NoLines;
            errors.Add(kind, "lines", $"1 to {OrderLimits.LinesMax} lines.");
        }
        else
        {
            for (var i = 0; i < body.Lines.Count; i++)
            {
                lines.Add(ReadReturned(body.Lines[i], i, errors));
            }
        }

        problem = errors.ToProblem();
        return problem is null ? new ReturnGoods(body.ReturnId!, body.LocationId!, lines.ToImmutable()) : null;
    }

    private static ReturnedLine ReadReturned(ReturnLineBody? line, int i, FieldErrors errors)
    {
        errors.CheckId($"lines[{i}].sku", line?.Sku);
        if (line?.Quantity is not (>= 1 and <= OrderLimits.QuantityMax))
        {
            errors.Add(ProblemKinds.InvalidQuantity, $"lines[{i}].quantity", $"A whole number from 1 to {OrderLimits.QuantityMax}.");
        }

        if (line?.Condition is not ("resaleable" or "damaged"))
        {
            errors.Add(ProblemKinds.Malformed, $"lines[{i}].condition", "One of resaleable, damaged.");
        }

        return new(line?.Sku ?? "", line?.Quantity ?? 0, line?.Condition == "damaged" ? GoodsCondition.Damaged : GoodsCondition.Resaleable);
    }
}
