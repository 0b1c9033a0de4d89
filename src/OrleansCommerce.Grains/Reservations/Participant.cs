using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// One of those that keep a part of a basket: a stock item or a location's pick capacity. Each request may be repeated: a step that is
/// done is done.
/// </summary>
internal abstract class Participant(string reservationId)
{
    protected string ReservationId { get; } = reservationId;

    public abstract Task<ParticipantAnswer> Hold(ReservationRequest request, long round, Origin origin);

    public abstract Task<ParticipantAnswer> Prepare(long attempt, Origin origin);

    public abstract Task<ParticipantAnswer> Confirm(long attempt, Origin origin);

    /// <summary>Takes back what this try and those before it hold.</summary>
    public abstract Task<ParticipantAnswer> Release(long round, Origin origin);

    public abstract Task<ParticipantAnswer> Extend(int ttlSeconds, string? extensionId, Origin origin);

    /// <summary>The goods leave; the work is done.</summary>
    public abstract Task<ParticipantAnswer> Fulfil(Origin origin);

    /// <summary>The hold is no longer a mere try.</summary>
    public abstract Task Settle();
}

/// <summary>What a participant says, in the words of a basket.</summary>
/// <param name="Problem">Null: it is so.</param>
/// <param name="HeldUntil">Until when it is held now; null once it does not expire.</param>
/// <param name="Shortfall">Where there is too little: what of it there is.</param>
/// <param name="FullSlot">Where a slot can not be had: which.</param>
/// <param name="IsContended">Refused, but it would have been enough but for holds of baskets that are not settled yet.</param>
/// <param name="IsUnsettled">It has not heard yet what was decided.</param>
internal readonly record struct ParticipantAnswer(
    ReservationProblem? Problem, DateTimeOffset? HeldUntil = null, Shortfall? Shortfall = null, FullSlot? FullSlot = null,
    bool IsContended = false, bool IsUnsettled = false)
{
    public bool IsDone => Problem is null && !IsUnsettled;
}
