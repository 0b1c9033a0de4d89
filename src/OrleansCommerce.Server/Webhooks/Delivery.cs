using OrleansCommerce.Domain.Webhooks;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>One event on its way to one receiver.</summary>
public sealed class Delivery(DeliveryEvent what, DateTimeOffset since, int attempts, DateTimeOffset nextAt)
{
    public DeliveryEvent Event { get; } = what;

    /// <summary>Since when it could have been delivered: it is given up so long after.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Vain ones so far.</summary>
    public int Attempts { get; internal set; } = attempts;

    public DateTimeOffset NextAt { get; internal set; } = nextAt;

    public bool IsInFlight { get; internal set; }

    public PendingEvent ToPending() => new(Event.Position, Event.Version, Attempts, Since, NextAt);
}
