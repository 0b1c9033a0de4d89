namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>The exact cost of serving every line from a given set of locations, and how.</summary>
internal sealed class CoverEvaluator
{
    private int[] _offers = [];
    private int _width;
    private readonly List<int> _chosen = [];
    private readonly List<int> _bestChosen = [];

    private CoverProblem _problem = null!;
    private long _bestCost;

    /// <summary>
    /// The cost of the picks (without opening), or null where the set can't serve some line. Marks the members that are used, and adds
    /// the picks to a list that wants them. Among equals the fewest parts win, then the locations added first.
    /// </summary>
    public long? Picks(CoverProblem problem, ReadOnlySpan<int> set, Span<bool> isUsed, List<CoverPick>? picks)
    {
        Gather(problem, set);
        isUsed[..set.Length].Clear();
        var cost = 0L;
        for (var line = 0; line < problem.Lines; line++)
        {
            if (!Cover(line, set))
            {
                return null;
            }

            cost += _bestCost;
            var left = problem.Need[line];
            foreach (var member in _bestChosen)
            {
                var units = Math.Min(left, problem.Units[_offers[(line * _width) + member]]);
                left -= units;
                isUsed[member] = true;
                picks?.Add(new(line, set[member], units));
            }
        }

        return cost;
    }

    private void Gather(CoverProblem problem, ReadOnlySpan<int> set)
    {
        (_problem, _width) = (problem, set.Length);

        if (_offers.Length < problem.Lines * _width)
        {
            _offers = new int[problem.Lines * _width];
        }

        Array.Fill(_offers, -1, 0, problem.Lines * _width);
        for (var member = 0; member < set.Length; member++)
        {
            var end = problem.RowStart[set[member] + 1];
            for (var offer = problem.RowStart[set[member]]; offer < end; offer++)
            {
                _offers[(problem.Line[offer] * _width) + member] = offer;
            }
        }
    }

    /// <summary>The cheapest members that have enough for a line, in <see cref="_bestChosen"/>.</summary>
    private bool Cover(int line, ReadOnlySpan<int> set)
    {
        var offers = _offers.AsSpan(line * _width, _width);
        _bestCost = long.MaxValue;
        _bestChosen.Clear();
        var hasParts = false;
        for (var member = 0; member < set.Length; member++)
        {
            if (offers[member] < 0)
            {
                continue;
            }

            if (_problem.Units[offers[member]] < _problem.Need[line])
            {
                hasParts = true;
            }
            else if (_problem.Cost[offers[member]] < _bestCost)
            {
                _bestCost = _problem.Cost[offers[member]];
                _bestChosen.Clear();
                _bestChosen.Add(member);
            }
        }

        if (hasParts && _problem.PartsMax > 1)
        {
            _chosen.Clear();
            Combine(offers, _problem.Need[line], 0, 0, _problem.Need[line]);
        }

        return _bestCost < long.MaxValue;
    }

    /// <summary>Every way to make up the line from parts, but for those that cost no less than what is known.</summary>
    private void Combine(ReadOnlySpan<int> offers, long need, int from, long cost, long left)
    {
        if (left <= 0)
        {
            if (cost < _bestCost || (cost == _bestCost && _chosen.Count < _bestChosen.Count))
            {
                _bestCost = cost;
                _bestChosen.Clear();
                _bestChosen.AddRange(_chosen);
            }

            return;
        }

        if (_chosen.Count == _problem.PartsMax || cost > _bestCost)
        {
            return;
        }

        for (var member = from; member < offers.Length; member++)
        {
            if (offers[member] >= 0 && _problem.Units[offers[member]] < need)
            {
                _chosen.Add(member);
                Combine(offers, need, member + 1, cost + _problem.Cost[offers[member]], left - _problem.Units[offers[member]]);
                _chosen.RemoveAt(_chosen.Count - 1);
            }
        }
    }
}
