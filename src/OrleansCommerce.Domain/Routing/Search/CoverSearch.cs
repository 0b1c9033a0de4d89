namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// Finds the best plan of a <see cref="CoverProblem"/> by branch and bound: at each node a location is open or it is not. The bound is
/// <see cref="LagrangianBound"/>, which also shuts locations that no better plan can contain. Stopped early, it has its best plan and
/// the least bound of what it did not look at. The same problem gives the same plan, always. Keeps its memory for the next search, so
/// it is for one caller at a time.
/// </summary>
public sealed partial class CoverSearch
{
    private const int RootSteps = 120;
    private const int NodeSteps = 16;

    /// <summary>Offers between two looks at the clock, which costs as much as some dozens of them.</summary>
    private const int WorkPerLook = 10_000;

    private readonly LagrangianBound _bound = new();
    private readonly CoverEvaluator _evaluator = new();
    private readonly List<CoverPick> _picks = [];
    private CoverProblem _problem = null!;
    private SearchBudget _budget;
    private int[] _active = [];
    private bool[] _isOpen = [];
    private int[] _open = [];
    private int _openCount;
    private double[] _prices = [];
    private double[] _slope = [];
    private int[] _set = [];
    private bool[] _isUsed = [];
    private int[] _best = [];
    private int _bestCount;

    /// <summary>Of the best plan known. Until there is one, more than any plan costs, so that bounds can prove that there is none.</summary>
    private long _bestCost;
    private double _unexplored;
    private int _nodes;
    private bool _isStopped;

    /// <summary>When it has looked for long enough, by the budget's clock, which is asked again once so much work is done.</summary>
    private long _until;
    private long _nextLook;
    private bool _isOver;

    public CoverPlan Solve(CoverProblem problem, SearchBudget budget)
    {
        Start(problem, budget);
        for (var location = 0; location < problem.Locations; location++)
        {
            _active[location] = location;
        }

        var count = problem.Locations;
        if (problem.Lines > 0 && CanCover(_active.AsSpan(0, count)))
        {
            TrySingles(count);
            TryGreedy(_active.AsSpan(0, count), [], isFirst: true);
            // Even a search that may not look at one node has a bound.
            var price = _prices.AsSpan(0, problem.Lines);
            _bound.FirstPrices(_active.AsSpan(0, count), price);
            var first = _bound.At(_active.AsSpan(0, count), _isOpen, problem.OpenMax, price, _slope.AsSpan(0, problem.Lines));
            Explore(0, 0, count, first, RootSteps);
        }

        return Outcome();
    }

    /// <summary>Every plan of this branch: with each of the undecided locations open, one after the other, and then without it.</summary>
    private void Explore(int depth, int start, int count, double inherited, int steps)
    {
        var lines = _problem.Lines;
        while (true)
        {
            if (_isStopped || IsSpent())
            {
                _isStopped = true;
                _unexplored = Math.Min(_unexplored, inherited);
                return;
            }

            _nodes++;
            var active = _active.AsSpan(start, count);
            if (_openCount == _problem.OpenMax || count == _openCount)
            {
                Try(_open.AsSpan(0, _openCount));
                return;
            }

            if (!CanCover(active))
            {
                return;
            }

            inherited = Math.Max(inherited, Bound(start, ref count, _prices.AsSpan(depth * lines, lines), steps));
            if (IsHopeless(inherited))
            {
                return;
            }

            active = _active.AsSpan(start, count);
            if (PickBranch(active) is not { } branch)
            {
                Try(_open.AsSpan(0, _openCount));
                return;
            }

            Descend(branch, depth, start, count, inherited);
            // Its memory may have grown meanwhile.
            count = Without(_active.AsSpan(start, count), branch);
            steps = NodeSteps;
        }
    }

    private void Descend(int branch, int depth, int start, int count, double inherited)
    {
        var lines = _problem.Lines;
        Grow(ref _active, start + count + count);
        Grow(ref _prices, (depth + 2) * lines);
        _active.AsSpan(start, count).CopyTo(_active.AsSpan(start + count));
        _prices.AsSpan(depth * lines, lines).CopyTo(_prices.AsSpan((depth + 1) * lines));
        _isOpen[branch] = true;
        _open[_openCount++] = branch;
        Explore(depth + 1, start + count, count, inherited, NodeSteps);
        _openCount--;
        _isOpen[branch] = false;
    }

    /// <summary>The location that saves most at the best prices is most likely part of the best plan.</summary>
    private int? PickBranch(ReadOnlySpan<int> active)
    {
        int? best = null;
        foreach (var location in active)
        {
            if (!_isOpen[location] && (best is not { } b || _bound.Reduced[location] < _bound.Reduced[b]))
            {
                best = location;
            }
        }

        return best;
    }

    /// <summary>
    /// The best bound of this node that a few steps along the slope find. Locations that no better plan can contain are taken out of
    /// the node on the way. Leaves the best prices and their reduced costs behind.
    /// </summary>
    private double Bound(int start, ref int count, Span<double> price, int steps)
    {
        Span<double> best = stackalloc double[price.Length];
        var slope = _slope.AsSpan(0, price.Length);
        var (bound, pace, stalled) = (double.MinValue, 1.5, 0);
        price.CopyTo(best);
        if (_openCount > 0)
        {
            bound = _bound.At(_active.AsSpan(start, count), _isOpen, _problem.OpenMax - _openCount, price, slope);
            _bound.LowerToOpen(_open.AsSpan(0, _openCount), price);
        }

        for (var step = 0; step < steps && !IsSpent(); step++)
        {
            var at = _bound.At(_active.AsSpan(start, count), _isOpen, _problem.OpenMax - _openCount, price, slope);
            if (at > bound)
            {
                (bound, stalled) = (at, 0);
                price.CopyTo(best);
                count = Shut(_active.AsSpan(start, count), at);
                if (IsHopeless(bound))
                {
                    return bound;
                }
            }
            else if (++stalled % 4 == 0)
            {
                pace *= 0.6;
                best.CopyTo(price);
                at = _bound.At(_active.AsSpan(start, count), _isOpen, _problem.OpenMax - _openCount, price, slope);
            }

            if (step % 24 == 12)
            {
                TryGreedy(_active.AsSpan(start, count), _open.AsSpan(0, _openCount), isGuided: true);
            }

            if (!Step(price, slope, at, pace))
            {
                break;
            }
        }

        best.CopyTo(price);
        bound = Math.Max(bound, _bound.At(_active.AsSpan(start, count), _isOpen, _problem.OpenMax - _openCount, price, slope));
        TryGreedy(_active.AsSpan(start, count), _open.AsSpan(0, _openCount), isGuided: true);
        count = Shut(_active.AsSpan(start, count), bound);
        return bound;
    }

    /// <summary>Moves the prices towards the cost of the best plan. False: the plan behind the bound serves every line exactly.</summary>
    private bool Step(Span<double> price, ReadOnlySpan<double> slope, double at, double pace)
    {
        var norm = 0.0;
        for (var line = 0; line < price.Length; line++)
        {
            norm += price[line] > 0 || slope[line] > 0 ? slope[line] * slope[line] : 0;
        }

        if (norm < 1e-12)
        {
            return false;
        }

        var length = pace * Math.Max(1, _bestCost - at) / norm;
        for (var line = 0; line < price.Length; line++)
        {
            price[line] = Math.Max(0, price[line] + (length * slope[line]));
        }

        return true;
    }

    /// <summary>Takes out what would make every plan cost as much as the best one known, or more. In order, so that ties stay as they were.</summary>
    private int Shut(Span<int> active, double bound)
    {
        var kept = 0;
        foreach (var location in active)
        {
            if (_isOpen[location] || _bound.Reduced[location] <= 0 || !IsHopeless(bound + _bound.Reduced[location]))
            {
                active[kept++] = location;
            }
        }

        return kept;
    }

    /// <summary>
    /// Costs are whole numbers, so a plan that is better is so by one at least. Sums of doubles are a little off; the allowance is more
    /// than that, and only ever costs a node.
    /// </summary>
    private bool IsHopeless(double bound) => Certain(bound) > _bestCost - 1;

    private static double Certain(double bound) => bound - 1e-3 - (Math.Abs(bound) * 1e-11);

    private bool IsSpent() => _budget.IsCounted(_nodes, Work) || IsOver();

    /// <summary>Whether the time for this search is over.</summary>
    private bool IsOver()
    {
        if (!_isOver && _budget.Clock is { } clock && Work >= _nextLook)
        {
            _nextLook = Work + WorkPerLook;
            _isOver = clock() >= _until;
        }

        return _isOver;
    }

    private static int Without(Span<int> active, int location)
    {
        var at = active.IndexOf(location);
        active[(at + 1)..].CopyTo(active[at..]);
        return active.Length - 1;
    }

    private CoverPlan Outcome()
    {
        _picks.Clear();
        if (_bestCount == 0)
        {
            return new(null, _isStopped ? Floor(_unexplored) : long.MaxValue, !_isStopped, _nodes, Work, []);
        }

        _evaluator.Picks(_problem, _best.AsSpan(0, _bestCount), _isUsed, _picks);
        var bound = _isStopped ? Math.Min(_bestCost, Floor(_unexplored)) : _bestCost;
        return new(_bestCost, bound, bound >= _bestCost, _nodes, Work, [.. _picks]);
    }

    private static long Floor(double bound) => bound >= long.MaxValue / 2.0 ? long.MaxValue : (long)Math.Max(0, Math.Ceiling(Certain(bound)));
}
