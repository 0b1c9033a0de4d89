using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>What a movement must look like, before anything is asked of the engine.</summary>
public static class MovementRules
{
    public const int ReasonLengthMax = 200;

    /// <summary>How far a clock elsewhere may be ahead, or a shift's report dated.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, MovementKind> Kinds = new(StringComparer.Ordinal)
    {
        ["receipt"] = MovementKind.Receipt,
        ["sale"] = MovementKind.Sale,
        ["adjustment"] = MovementKind.Adjustment,
        ["count"] = MovementKind.Count,
        ["damage"] = MovementKind.Damage,
        ["transferOut"] = MovementKind.TransferOut,
        ["transferIn"] = MovementKind.TransferIn,
        ["return"] = MovementKind.Return,
    };

    /// <summary>The command, or null with the errors added.</summary>
    public static Move? Read(MovementBody body, DateTimeOffset now, FieldErrors errors)
    {
        errors.CheckId("movementId", body.MovementId);
        errors.CheckOptionalText("reason", body.Reason, ReasonLengthMax);
        var occurredAt = ReadTime(body.OccurredAt, now, errors);
        if (body.Kind is null || !Kinds.TryGetValue(body.Kind, out var kind))
        {
            errors.Add(ProblemKinds.Malformed, "kind", $"One of {string.Join(", ", Kinds.Keys)}.");
            return null;
        }

        CheckQuantity(kind, body.Quantity, errors);
        if (body.ExpectedVersion is { } version && (kind != MovementKind.Count || version < 0))
        {
            errors.Add(ProblemKinds.Malformed, "expectedVersion", "Only a count has one, and it is not negative.");
        }

        errors.CheckOptionalId("inboundId", body.InboundId);
        if (body.InboundId is not null && kind != MovementKind.Receipt)
        {
            errors.Add(ProblemKinds.Malformed, "inboundId", "Only a receipt has one.");
        }

        var feed = ReadFeed(body, errors);
        return errors.Any ? null : new(
            body.MovementId!, kind, body.Quantity!.Value, body.Reason, occurredAt, body.ExpectedVersion, InboundId: body.InboundId, Feed: feed);
    }

    public static SetSafetyStock? Read(SafetyStockBody body, FieldErrors errors)
    {
        if (body.Quantity is >= 0 and <= StockLimits.MovementQuantityMax and var quantity)
        {
            return new(quantity);
        }

        errors.Add(ProblemKinds.InvalidQuantity, "quantity", $"A whole number from 0 to {StockLimits.MovementQuantityMax}.");
        return null;
    }

    /// <summary>How a source ranks is not for the caller to say.</summary>
    private static FeedMark? ReadFeed(MovementBody body, FieldErrors errors)
    {
        errors.CheckOptionalId("source", body.Source);
        if (body.SourceVersion is { } version && (version < 0 || body.Source is null))
        {
            errors.Add(ProblemKinds.Malformed, "sourceVersion", "A whole number from 0, with a source.");
        }

        return body.Source is { } source ? new FeedMark(source, 0, body.SourceVersion ?? 0) : null;
    }

    private static void CheckQuantity(MovementKind kind, long? quantity, FieldErrors errors)
    {
        const long max = StockLimits.MovementQuantityMax;
        var (isValid, message) = kind switch
        {
            MovementKind.Adjustment => (quantity is (>= -max and <= -1) or (>= 1 and <= max), $"A whole number from -{max} to {max}, not 0."),
            MovementKind.Count => (quantity is >= 0 and <= max, $"A whole number from 0 to {max}."),
            _ => (quantity is >= 1 and <= max, $"A whole number from 1 to {max}."),
        };
        if (!isValid)
        {
            errors.Add(ProblemKinds.InvalidQuantity, "quantity", message);
        }
    }

    /// <summary>Null where nothing was sent, or with an error added.</summary>
    public static DateTimeOffset? ReadTime(string? text, DateTimeOffset now, FieldErrors errors, string field = "occurredAt")
    {
        if (text is null)
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var time))
        {
            errors.Add(ProblemKinds.Malformed, field, "A time as in RFC 3339, with its offset: 2026-11-22T10:00:00Z.");
        }
        else if (time > now + AheadMax)
        {
            errors.Add(ProblemKinds.Malformed, field, "At most a day ahead.");
        }

        return time;
    }
}
