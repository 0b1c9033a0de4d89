namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>Where plans come from: single locations, a greedy choice, and the leaves of the tree.</summary>
public sealed partial class CoverSearch
{
    private double[] _missing = [];
    private int[] _parts = [];

    private void Start(CoverProblem problem, SearchBudget budget)
    {
        (_problem, _budget) = (problem, budget);
        (_openCount, _bestCount, _bestCost, _nodes, _isStopped) = (0, 0, MoreThanAnyPlan(problem), 0, false);
        _unexplored = double.MaxValue;
        _bound.Start(problem);
        (_spent, _until, _nextLook, _isOver) = (0, budget.SearchUntil, 0, false);
        NoteLines();
        Grow(ref _active, problem.Locations * 2);
        Grow(ref _prices, problem.Lines * 2);
        Grow(ref _slope, problem.Lines);
        Grow(ref _missing, problem.Lines);
        Grow(ref _parts, problem.Lines);
        Grow(ref _open, problem.OpenMax);
        Grow(ref _set, problem.OpenMax);
        Grow(ref _best, problem.OpenMax);
        Grow(ref _isUsed, problem.OpenMax);
        Grow(ref _isOpen, problem.Locations);
        Array.Clear(_isOpen);
    }

    /// <summary>As many locations as may open, each at the highest cost, and each line from as many as it may come from, at its highest.</summary>
    private static long MoreThanAnyPlan(CoverProblem problem)
    {
        var (open, pick) = (0L, 0L);
        foreach (var cost in problem.OpenCost)
        {
            open = Math.Max(open, cost);
        }

        foreach (var cost in problem.Cost)
        {
            pick = Math.Max(pick, cost);
        }

        return 1 + (open * problem.OpenMax) + (pick * problem.PartsMax * problem.Lines);
    }

    /// <summary>Every location that can serve everything alone.</summary>
    private void TrySingles(int count)
    {
        for (var location = 0; location < count; location++)
        {
            var (from, to) = (_problem.RowStart[location], _problem.RowStart[location + 1]);
            if (to - from < _problem.Lines)
            {
                continue;
            }

            var cost = _problem.OpenCost[location];
            var isWhole = true;
            for (var offer = from; offer < to && isWhole; offer++)
            {
                isWhole = _problem.Units[offer] >= _problem.Need[_problem.Line[offer]];
                cost += _problem.Cost[offer];
            }

            if (isWhole && cost < _bestCost)
            {
                (_bestCost, _bestCount, _best[0]) = (cost, 1, location);
            }
        }
    }

    /// <summary>
    /// Adds to a set, one by one, the location that is cheapest for what it adds; where the bound guides, first those that it would open.
    /// </summary>
    /// <param name="isFirst">Whatever the patience, there should be a plan.</param>
    private void TryGreedy(ReadOnlySpan<int> active, ReadOnlySpan<int> open, bool isGuided = false, bool isFirst = false)
    {
        var count = open.Length;
        open.CopyTo(_set);
        _missing.AsSpan(0, _problem.Lines).Fill(1);
        _parts.AsSpan(0, _problem.Lines).Clear();
        var missing = (double)_problem.Lines;
        foreach (var location in open)
        {
            missing -= Take(location);
        }

        while (missing > 1e-9 && count < _problem.OpenMax)
        {
            if (isFirst ? _budget.IsLate : IsOver())
            {
                return;
            }

            Spend(active.Length);
            var (best, bestRate) = (-1, double.MaxValue);
            foreach (var location in active)
            {
                var rate = _set.AsSpan(0, count).Contains(location) ? double.MaxValue : Rate(location, isGuided);
                if (rate < bestRate)
                {
                    (best, bestRate) = (location, rate);
                }
            }

            if (best < 0)
            {
                return;
            }

            missing -= Take(best);
            _set[count++] = best;
        }

        var before = _bestCost;
        Try(_set.AsSpan(0, count));
        if (_bestCost < before)
        {
            Improve(active);
        }
    }

    /// <summary>What a location costs for each line's worth that it would add. Negative where the bound opens it: those come first.</summary>
    private double Rate(int location, bool isGuided)
    {
        var (gain, cost) = (0.0, (double)_problem.OpenCost[location]);
        for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
        {
            var line = _problem.Line[offer];
            var share = Math.Min(_missing[line], (double)_problem.Units[offer] / _problem.Need[line]);
            if (share > 0 && _parts[line] < _problem.PartsMax)
            {
                gain += share;
                cost += _problem.Cost[offer];
            }
        }

        if (gain <= 0)
        {
            return double.MaxValue;
        }

        var reduced = isGuided ? _bound.Reduced[location] : 0;
        return reduced < 0 ? reduced : cost / gain;
    }

    private double Take(int location)
    {
        var taken = 0.0;
        for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
        {
            var line = _problem.Line[offer];
            var share = Math.Min(_missing[line], (double)_problem.Units[offer] / _problem.Need[line]);
            if (share > 0 && _parts[line] < _problem.PartsMax)
            {
                _parts[line]++;
                _missing[line] -= share;
                taken += share;
            }
        }

        return taken;
    }

    /// <summary>Keeps the set, without members that nothing comes from, if it is the best so far.</summary>
    private void Try(ReadOnlySpan<int> set)
    {
        Span<int> sorted = stackalloc int[set.Length];
        set.CopyTo(sorted);
        sorted.Sort();
        if (_evaluator.Picks(_problem, sorted, _isUsed, null) is not { } cost)
        {
            return;
        }

        for (var member = 0; member < sorted.Length; member++)
        {
            cost += _isUsed[member] ? _problem.OpenCost[sorted[member]] : 0;
        }

        if (cost >= _bestCost)
        {
            return;
        }

        (_bestCost, _bestCount) = (cost, 0);
        for (var member = 0; member < sorted.Length; member++)
        {
            if (_isUsed[member])
            {
                _best[_bestCount++] = sorted[member];
            }
        }
    }

    /// <summary>Whether these locations together have enough of every line, were it not for the limits on parts and on locations.</summary>
    private bool CanCover(ReadOnlySpan<int> active)
    {
        _missing.AsSpan(0, _problem.Lines).Fill(1);
        var whole = 0;
        foreach (var location in active)
        {
            for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
            {
                var line = _problem.Line[offer];
                var before = _missing[line];
                _missing[line] -= (double)_problem.Units[offer] / _problem.Need[line];
                whole += before > 1e-9 && _missing[line] <= 1e-9 ? 1 : 0;
            }

            if (whole == _problem.Lines)
            {
                return true;
            }
        }

        return false;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
