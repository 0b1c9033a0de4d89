using System.Collections.Immutable;

namespace OrleansCommerce.Grains.Audit;

/// <summary>
/// Do the books balance? Sums in whole units over all items, from the view by SQL, compared with what is live in memory and with what
/// the journal says of each reservation.
/// </summary>
/// <param name="Mismatches">At most <see cref="MismatchesMax"/>; empty exactly when <paramref name="Balanced"/>.</param>
public sealed record Books(
    bool Balanced, long Items, long Received, long GoneOut, long OnHand, long Reserved, long Holds, long Position,
    ImmutableArray<BooksMismatch> Mismatches)
{
    public const int MismatchesMax = 100;
}

/// <summary>One thing that two sources say differently.</summary>
/// <param name="What">The item (<c>sku@location</c>), or <c>total</c>.</param>
/// <param name="Detail">Which figure, and what each source says.</param>
public sealed record BooksMismatch(string What, string Detail);
