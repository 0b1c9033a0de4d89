namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>Makes a good plan better: one location, or two, of the best plan go, and one that can do what they did comes.</summary>
public sealed partial class CoverSearch
{
    private readonly List<int> _rest = [];
    private long _spent;

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

        var open = 0;
        for (var line = 0; line < _problem.Lines; line++)
        {
            open += _missing[line] > 1e-9 ? 1 : 0;
        }

        Span<int> set = stackalloc int[_rest.Count + 1];
        _rest.CopyTo(set);
        Spend(active.Length);
        var (best, bestCost) = (-1, double.MaxValue);
        foreach (var location in active)
        {
            var cost = CostOfAll(location, open);
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

    /// <summary>What a location costs that does all that is missing; the most there is where it can't.</summary>
    private double CostOfAll(int location, int open)
    {
        var (from, to) = (_problem.RowStart[location], _problem.RowStart[location + 1]);
        if (to - from < open)
        {
            return double.MaxValue;
        }

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
