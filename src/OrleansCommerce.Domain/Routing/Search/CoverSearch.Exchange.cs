namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>Makes a good plan better: one location, or two, of the best plan go, and one that can do what they did comes.</summary>
public sealed partial class CoverSearch
{
    private readonly List<int> _rest = [];

    /// <summary>Of each location which lines it has anything of, a bit each: most are out of the question at a glance.</summary>
    private ulong[] _has = [];
    private ulong[] _wanted = [];
    private long _spent;

    private int Words => (_problem.Lines + 63) / 64;

    /// <summary>Offers looked at, for bounds and for plans.</summary>
    private long Work => _bound.Work + _spent;

    private void Improve(ReadOnlySpan<int> active)
    {
        long before;
        do
        {
            before = _bestCost;
            for (var first = 0; first < _bestCount && _bestCost == before; first++)
            {
                // With itself: only the first goes.
                for (var second = first; second < _bestCount && _bestCost == before; second++)
                {
                    if (IsSpent())
                    {
                        return;
                    }

                    Exchange(active, first, second);
                }
            }
        }
        while (_bestCost < before);
    }

    private void Exchange(ReadOnlySpan<int> active, int first, int second)
    {
        _rest.Clear();
        _missing.AsSpan(0, _problem.Lines).Fill(1);
        _parts.AsSpan(0, _problem.Lines).Clear();
        for (var member = 0; member < _bestCount; member++)
        {
            if (member != first && member != second)
            {
                _rest.Add(_best[member]);
                Take(_best[member]);
            }
        }

        var open = Want();
        Span<int> set = stackalloc int[_rest.Count + 1];
        _rest.CopyTo(set);
        _spent += active.Length;
        var (best, bestCost) = (-1, double.MaxValue);
        foreach (var location in active)
        {
            var cost = HasWanted(location) ? CostOfAll(location, open) : double.MaxValue;
            if (cost < bestCost && !_rest.Contains(location))
            {
                (best, bestCost) = (location, cost);
            }
        }

        if (open == 0)
        {
            Try(set[..^1]);
        }
        else if (best >= 0)
        {
            set[^1] = best;
            Try(set);
        }
    }

    private void NoteLines()
    {
        var words = Words;
        Grow(ref _has, _problem.Locations * words);
        Grow(ref _wanted, words);
        _has.AsSpan(0, _problem.Locations * words).Clear();
        for (var location = 0; location < _problem.Locations; location++)
        {
            for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
            {
                var line = _problem.Line[offer];
                _has[(location * words) + (line / 64)] |= 1UL << (line % 64);
            }
        }
    }

    /// <summary>Notes which lines are missing. Their number.</summary>
    private int Want()
    {
        var open = 0;
        _wanted.AsSpan(0, Words).Clear();
        for (var line = 0; line < _problem.Lines; line++)
        {
            if (_missing[line] > 1e-9)
            {
                open++;
                _wanted[line / 64] |= 1UL << (line % 64);
            }
        }

        return open;
    }

    private bool HasWanted(int location)
    {
        var words = Words;
        for (var word = 0; word < words; word++)
        {
            if ((_wanted[word] & ~_has[(location * words) + word]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a location costs that does all that is missing; the most there is where it can't.</summary>
    private double CostOfAll(int location, int open)
    {
        var (from, to) = (_problem.RowStart[location], _problem.RowStart[location + 1]);
        _spent += to - from;
        var cost = (double)_problem.OpenCost[location];
        for (var offer = from; offer < to; offer++)
        {
            var line = _problem.Line[offer];
            if (_missing[line] > 1e-9 && (double)_problem.Units[offer] / _problem.Need[line] >= _missing[line] - 1e-9)
            {
                open--;
                cost += _problem.Cost[offer];
            }
        }

        return open == 0 ? cost : double.MaxValue;
    }

    /// <summary>A pass over so many locations, each with as many offers as they have on average.</summary>
    private void Spend(int locations) => _spent += (long)locations * _problem.Offers / Math.Max(1, _problem.Locations);
}
