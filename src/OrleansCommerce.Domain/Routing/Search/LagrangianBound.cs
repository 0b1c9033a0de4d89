namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// A lower bound on every plan from a price for each line. Whoever leaves a line unserved pays its price; then each location stands for
/// itself and opens if that saves money. A plan serves every line, so it costs at least that much at any prices:
/// <c>Σ price + Σ opened (open cost − Σ max(0, share · price − cost))</c>, where share is the part of the line that the location can give.
/// </summary>
internal sealed class LagrangianBound
{
    private double[] _share = [];
    private double[] _cost = [];
    private double[] _openCost = [];
    private double[] _worst = [];
    private CoverProblem _problem = null!;

    /// <summary>What opening each location would add to the bound of the last evaluation; below zero where it is open in it.</summary>
    public double[] Reduced { get; private set; } = [];

    /// <summary>Offers looked at.</summary>
    public long Work { get; private set; }

    public void Start(CoverProblem problem)
    {
        Work = 0;
        _problem = problem;
        Grow(ref _share, problem.Offers);
        Grow(ref _cost, problem.Offers);
        Grow(ref _openCost, problem.Locations);
        if (Reduced.Length < problem.Locations)
        {
            Reduced = new double[problem.Locations];
        }

        if (_worst.Length < problem.OpenMax)
        {
            _worst = new double[problem.OpenMax];
        }

        for (var offer = 0; offer < problem.Offers; offer++)
        {
            _share[offer] = (double)problem.Units[offer] / problem.Need[problem.Line[offer]];
            _cost[offer] = problem.Cost[offer];
        }

        for (var location = 0; location < problem.Locations; location++)
        {
            _openCost[location] = problem.OpenCost[location];
        }
    }

    /// <summary>Prices at which no location pays to open: each shares its cost out among the lines it could serve.</summary>
    public void FirstPrices(ReadOnlySpan<int> active, Span<double> price)
    {
        price.Fill(double.MaxValue);
        foreach (var location in active)
        {
            var (from, to) = (_problem.RowStart[location], _problem.RowStart[location + 1]);
            var part = to > from ? _openCost[location] / (to - from) : 0;
            for (var offer = from; offer < to; offer++)
            {
                ref var of = ref price[_problem.Line[offer]];
                of = Math.Min(of, (part + _cost[offer]) / _share[offer]);
            }
        }
    }

    /// <summary>Prices of lines that open locations can serve whole come down to what that costs: the rest must save money on them.</summary>
    public void LowerToOpen(ReadOnlySpan<int> open, Span<double> price)
    {
        foreach (var location in open)
        {
            for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
            {
                if (_share[offer] >= 1)
                {
                    ref var of = ref price[_problem.Line[offer]];
                    of = Math.Min(of, _cost[offer]);
                }
            }
        }
    }

    /// <summary>
    /// The bound at these prices. <paramref name="slope"/> is what each line is short of at the plan behind it: the direction in which its
    /// price should go.
    /// </summary>
    /// <param name="active">Locations that may be open, those in <paramref name="isOpen"/> among them, which are.</param>
    /// <param name="mayOpen">How many more may open.</param>
    public double At(ReadOnlySpan<int> active, ReadOnlySpan<bool> isOpen, int mayOpen, ReadOnlySpan<double> price, Span<double> slope)
    {
        var bound = 0.0;
        for (var line = 0; line < price.Length; line++)
        {
            bound += price[line];
            slope[line] = 1;
        }

        var opened = 0;
        var rowStart = _problem.RowStart;
        var lines = _problem.Line;
        var share = _share.AsSpan(0, lines.Length);
        var cost = _cost.AsSpan(0, lines.Length);
        foreach (var location in active)
        {
            var reduced = _openCost[location];
            for (var offer = rowStart[location]; offer < rowStart[location + 1]; offer++)
            {
                reduced -= Math.Max(0, (share[offer] * price[lines[offer]]) - cost[offer]);
            }

            Work += rowStart[location + 1] - rowStart[location];
            Reduced[location] = reduced;
            if (isOpen[location])
            {
                bound += reduced;
                Serve(location, price, slope);
            }
            else if (reduced < 0)
            {
                bound += Open(reduced, ref opened, mayOpen);
                Serve(location, price, slope);
            }
        }

        return bound;
    }

    /// <summary>Only the locations that save most may open; what the bound changes by when one more would.</summary>
    private double Open(double reduced, ref int opened, int mayOpen)
    {
        if (opened < mayOpen)
        {
            Insert(reduced, opened++);
            return reduced;
        }

        if (opened == 0 || reduced >= _worst[0])
        {
            return 0;
        }

        var change = reduced - _worst[0];
        _worst.AsSpan(1, opened - 1).CopyTo(_worst);
        Insert(reduced, opened - 1);
        return change;
    }

    /// <summary>Descending: the one that saves least comes first.</summary>
    private void Insert(double reduced, int count)
    {
        var at = count;
        while (at > 0 && _worst[at - 1] < reduced)
        {
            _worst[at] = _worst[at - 1];
            at--;
        }

        _worst[at] = reduced;
    }

    private void Serve(int location, ReadOnlySpan<double> price, Span<double> slope)
    {
        for (var offer = _problem.RowStart[location]; offer < _problem.RowStart[location + 1]; offer++)
        {
            var line = _problem.Line[offer];
            slope[line] -= (_share[offer] * price[line]) > _cost[offer] ? _share[offer] : 0;
        }
    }

    private static void Grow(ref double[] array, int length)
    {
        if (array.Length < length)
        {
            array = new double[Math.Max(length, array.Length * 2)];
        }
    }
}
