namespace OrleansCommerce.Domain.Supply.Inbound;

/// <summary>The rules of what is to come of one SKU.</summary>
public static class InboundMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes.</summary>
    public static InboundDecision Decide(InboundState state, InboundCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        return command switch
        {
            ExpectInbound c => DecideExpect(state, c, now),
            WithdrawInbound c => state.Find(c.LocationId, c.InboundId) is null
                ? new([])
                : new([new InboundWithdrawn(now, c.LocationId, c.InboundId)]),
            ArriveInbound c => state.Find(c.LocationId, c.InboundId) is { } lot && lot.Since <= c.MovedAt
                ? new([new InboundArrived(now, c.LocationId, c.InboundId, c.MovementId, c.Quantity)])
                : new([]),
            _ => throw new InvalidOperationException($"Inbound goods do not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(InboundState state, InboundEvent happened)
    {
        switch (happened)
        {
            case InboundExpected e:
                var known = state.Find(e.LocationId, e.InboundId);
                state.Put(new InboundLot(e.LocationId, e.InboundId, e.Quantity, known?.Received ?? 0, e.ExpectedAt, known?.Since ?? e.At));
                break;
            case InboundWithdrawn e: state.Remove(e.LocationId, e.InboundId); break;
            case InboundArrived e:
                if (state.Find(e.LocationId, e.InboundId) is { } lot)
                {
                    state.Put(lot with { Received = lot.Received + e.Quantity });
                }

                break;
            default: throw new InvalidOperationException($"Inbound goods do not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    private static InboundDecision DecideExpect(InboundState state, ExpectInbound c, DateTimeOffset now)
    {
        var known = state.Find(c.LocationId, c.InboundId);
        if (known is not null && known.Quantity == c.Quantity && known.ExpectedAt == c.ExpectedAt)
        {
            return new([]);
        }

        return known is not { Outstanding: > 0 } && state.OpenCount >= InboundLimits.OpenMax
            ? new([], IsTooMany: true)
            : new([new InboundExpected(now, c.LocationId, c.InboundId, c.Quantity, c.ExpectedAt)]);
    }
}
