using System.Collections.Concurrent;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// Finds where a reservation lives by its id alone: first in a bounded memory of those seen lately, then in the journal's index of
/// command ids. What is found never changes, so nothing here goes stale.
/// </summary>
public sealed class ReservationAddresses(IJournal journal)
{
    /// <summary>Ids remembered; twice as many at the most.</summary>
    public const int Remembered = 100_000;

    private ConcurrentDictionary<string, ReservationAddress> _recent = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, ReservationAddress> _older = new(StringComparer.Ordinal);
    private int _written;

    public void Remember(string reservationId, ReservationAddress address)
    {
        // Counted here, because the dictionary stops every writer to count its entries. What is remembered twice counts twice, which
        // turns the page early; so do two threads that turn it at once. That costs a look-up.
        if (Interlocked.Increment(ref _written) > Remembered)
        {
            Volatile.Write(ref _written, 0);
            _older = _recent;
            // Of its full size at once: growing stops every writer.
            _recent = new(Environment.ProcessorCount, Remembered, StringComparer.Ordinal);
        }

        _recent[reservationId] = address;
    }

    /// <summary>Null: there is no such reservation.</summary>
    public async Task<ReservationAddress?> Find(string reservationId)
    {
        if (_recent.TryGetValue(reservationId, out var known) || _older.TryGetValue(reservationId, out known))
        {
            return known;
        }

        if (await journal.FindCommand(ReservationIds.Opened(reservationId)) is not { } place)
        {
            return null;
        }

        var address = new ReservationAddress(
            place.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal)
                ? StockKey.Parse(place.Stream[StockStreams.JournalPrefix.Length..])
                : null);
        Remember(reservationId, address);
        return address;
    }
}
