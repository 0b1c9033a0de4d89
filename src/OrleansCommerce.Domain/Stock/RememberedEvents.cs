using System.Text;

namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The last events that a retry may ask for, in one array of bytes: as objects they would take five times the room, and there are a
/// million items. The oldest first; each is its length, its kind, its own id, its reservation's, and the rest (<see cref="CompactEvents"/>).
/// </summary>
internal sealed class RememberedEvents
{
    private byte[] _bytes = [];
    private int _length;
    private byte _count;

    /// <summary>True once an older event had to go for a newer one.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>What is here is not all that there was.</summary>
    public void Forget() => HasForgotten = true;

    public void Add(StockEvent happened)
    {
        var size = CompactEvents.SizeMax(happened);
        var buffer = size <= 1_024 ? stackalloc byte[1_024] : new byte[size];
        var writer = new CompactWriter(buffer);
        CompactEvents.Write(happened, ref writer);
        var written = buffer[..writer.Length];
        if (_count == StockLimits.RememberedMax)
        {
            DropOldest();
            HasForgotten = true;
        }

        Span<byte> prefix = stackalloc byte[10];
        var length = new CompactWriter(prefix);
        length.Count((ulong)written.Length);
        Append(prefix[..length.Length]);
        Append(written);
        _count++;
    }

    /// <summary>The newest event of this kind with this id of its own.</summary>
    public StockEvent? ById(RememberedKind kind, string id) => Last(kind, kind, id, byReservation: false);

    /// <summary>The newest event that ended this reservation.</summary>
    public StockEvent? EndOf(string reservationId) =>
        Last(RememberedKind.FulfilledWhole, RememberedKind.HoldEnded, reservationId, byReservation: true);

    public List<StockEvent> ToList()
    {
        var events = new List<StockEvent>(_count);
        for (var at = 0; at < _length;)
        {
            events.Add(CompactEvents.Read(Next(ref at)));
        }

        return events;
    }

    private StockEvent? Last(RememberedKind kind, RememberedKind orKind, string id, bool byReservation)
    {
        var size = Encoding.UTF8.GetMaxByteCount(id.Length);
        var sought = size <= 256 ? stackalloc byte[256] : new byte[size];
        sought = sought[..Encoding.UTF8.GetBytes(id, sought)];
        ReadOnlySpan<byte> found = [];
        for (var at = 0; at < _length;)
        {
            var entry = Next(ref at);
            var reader = new CompactReader(entry);
            var own = (RememberedKind)reader.Byte();
            if (own != kind && own != orKind)
            {
                continue;
            }

            var isIt = reader.Is(sought);
            if (byReservation ? reader.Is(sought) : isIt)
            {
                found = entry;
            }
        }

        return found.IsEmpty ? null : CompactEvents.Read(found);
    }

    private ReadOnlySpan<byte> Next(scoped ref int at)
    {
        var reader = new CompactReader(_bytes.AsSpan(at, _length - at));
        var length = checked((int)reader.Count());
        var start = at + reader.At;
        at = start + length;
        return _bytes.AsSpan(start, length);
    }

    private void DropOldest()
    {
        var end = 0;
        _ = Next(ref end);
        _bytes.AsSpan(end, _length - end).CopyTo(_bytes);
        _length -= end;
        _count--;
    }

    /// <summary>Grows by no more than it must: a spare half would be most of what an item takes.</summary>
    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length < _length + bytes.Length)
        {
            Array.Resize(ref _bytes, (_length + bytes.Length + 7) / 8 * 8);
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
