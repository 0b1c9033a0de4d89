using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>
/// The entries of a round in the order of the table's key. Rows whose SKUs begin with the same <see cref="Utf8Key"/> come in any order: they
/// lie on the same page, or on the next one.
/// </summary>
internal sealed class TurnOrder
{
    private const int TurnsMin = 1_024;

    // By the place in the order in which they were first seen.
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _locations = [];
    private Turn[] _turns = [];
    private int _count;

    public int this[int turn] => _turns[turn].Entry;

    /// <param name="count">How many entries will be added.</param>
    public void Begin(int count)
    {
        var length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(TurnsMin, count));
        // An array for each round would be new pages of memory each time.
        if (_turns.Length < length || _turns.Length > 8 * length)
            _turns = new Turn[length];
        _count = 0;
        _locations.Clear();
        _places.Clear();
    }

    public void Add(int entry, in KeptRow row) => _turns[_count++] = new Turn(Utf8Key.Of(row.Sku), PlaceOf(row.LocationId), entry);

    public void Sort()
    {
        var turns = _turns.AsSpan(0, _count);
        if (_locations.Count > 1)
        {
            var ranks = Ranks();
            foreach (ref var turn in turns)
                turn = turn with { Location = ranks[turn.Location] };
        }
        turns.Sort();
    }

    private int PlaceOf(string location)
    {
        if (_locations.Count > 0 && ReferenceEquals(_locations[^1], location))
            return _locations.Count - 1;
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, location, out var isKnown);
        if (!isKnown)
        {
            place = _locations.Count;
            _locations.Add(location);
        }
        return place;
    }

    private int[] Ranks()
    {
        var sorted = Enumerable.Range(0, _locations.Count).Order(
            Comparer<int>.Create((x, y) => Utf8Order.Comparer.Compare(_locations[x], _locations[y])));
        var ranks = new int[_locations.Count];
        var rank = 0;
        foreach (var place in sorted)
            ranks[place] = rank++;
        return ranks;
    }

    private readonly record struct Turn(Utf8Key Sku, int Location, int Entry) : IComparable<Turn>
    {
        public int CompareTo(Turn other)
        {
            if (Location != other.Location)
                return Location.CompareTo(other.Location);
            var order = Sku.CompareTo(other.Sku);
            return order != 0 ? order : Entry.CompareTo(other.Entry);
        }
    }
}
