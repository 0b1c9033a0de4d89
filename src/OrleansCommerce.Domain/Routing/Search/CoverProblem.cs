namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// Which locations to open and what each gives to which line, at the least cost. A location costs <see cref="OpenCost"/> once it gives
/// anything, and each line it gives to costs that offer's cost, whatever the units. A line may come from several locations, up to
/// <see cref="PartsMax"/>, if together they have enough. Costs are whole numbers of zero or more, so sums do not depend on their order.
/// Filled location by location and used again: it grows, and never shrinks.
/// </summary>
public sealed class CoverProblem
{
    private long[] _need = [];
    private long[] _openCost = [];
    private int[] _rowStart = [0];
    private int[] _line = [];
    private long[] _units = [];
    private long[] _cost = [];

    public int Lines { get; private set; }
    public int Locations { get; private set; }
    public int Offers { get; private set; }

    /// <summary>Locations in a plan.</summary>
    public int OpenMax { get; private set; }

    /// <summary>Locations that one line may come from.</summary>
    public int PartsMax { get; private set; }

    /// <summary>Units of each line.</summary>
    public ReadOnlySpan<long> Need => _need.AsSpan(0, Lines);

    public ReadOnlySpan<long> OpenCost => _openCost.AsSpan(0, Locations);

    /// <summary>The offers of location l are those from <c>RowStart[l]</c> to, not including, <c>RowStart[l + 1]</c>.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart.AsSpan(0, Locations + 1);

    public ReadOnlySpan<int> Line => _line.AsSpan(0, Offers);

    /// <summary>Units the location can give, at most what the line needs.</summary>
    public ReadOnlySpan<long> Units => _units.AsSpan(0, Offers);

    public ReadOnlySpan<long> Cost => _cost.AsSpan(0, Offers);

    public void Start(ReadOnlySpan<long> need, int openMax, int partsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(openMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partsMax, 1);
        (Lines, Locations, Offers, OpenMax, PartsMax) = (need.Length, 0, 0, openMax, partsMax);
        Grow(ref _need, need.Length);
        need.CopyTo(_need);
        _rowStart[0] = 0;
    }

    /// <summary>The next location. Its offers follow.</summary>
    /// <returns>Its number.</returns>
    public int Add(long openCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(openCost);
        Grow(ref _openCost, Locations + 1);
        Grow(ref _rowStart, Locations + 2);
        _openCost[Locations] = openCost;
        _rowStart[Locations + 1] = Offers;
        return Locations++;
    }

    /// <summary>The location added last can give so many units to a line that it has no offer for yet.</summary>
    public void Offer(int line, long units, long cost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        Grow(ref _line, Offers + 1);
        Grow(ref _units, Offers + 1);
        Grow(ref _cost, Offers + 1);
        (_line[Offers], _units[Offers], _cost[Offers]) = (line, Math.Min(units, _need[line]), cost);
        _rowStart[Locations] = ++Offers;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
