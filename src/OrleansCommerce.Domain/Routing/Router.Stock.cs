namespace OrleansCommerce.Domain.Routing;

/// <summary>What each location could give to each line, side by side.</summary>
public sealed partial class Router
{
    /// <summary>A store that nobody knows is none of the candidates.</summary>
    private const int NoLocation = -1;

    private long[] _usable = [];
    private double[] _pickCost = [];
    private int[] _given = [];
    private int[] _whole = [];

    private int Lines => _request.Lines.Length;

    private long Usable(int location, int line) => _usable[(location * Lines) + line];

    /// <summary>Fills the table: units that may be taken and what picking them costs, and how many lines each location has some, or all, of.</summary>
    private void Weigh()
    {
        var view = new RoutingView(_compiled!, _snapshot, _request, FulfilmentMethods.None, null);
        var count = _snapshot.Board.Count;
        Reset(ref _usable, count * Lines);
        Reset(ref _pickCost, count * Lines);
        Reset(ref _given, count);
        Reset(ref _whole, count);
        for (var line = 0; line < Lines && !IsLate(); line++)
        {
            var stock = _snapshot.Stock[line];
            var need = _request.Lines[line].Quantity;
            for (var i = 0; i < stock.Count; i++)
            {
                var usable = view.Usable(stock.Available[i], stock.Confidence[i]);
                if (usable > 0)
                {
                    var location = stock.Location[i];
                    _usable[(location * Lines) + line] = usable;
                    _pickCost[(location * Lines) + line] =
                        view.PickCost(location, line, stock.Available[i], stock.Confidence[i]).Total;
                    _given[location]++;
                    _whole[location] += usable >= need ? 1 : 0;
                }
            }
        }
    }

    /// <summary>As <see cref="PickCostParts"/>, summed; of a location that has something.</summary>
    private double PickCost(RoutingView view, int location, int line) =>
        _pickCost[(location * Lines) + line] + (view.Rules.HasLineRules ? view.Rules.Penalty(location, line) : 0);

    private CostParts PickCostParts(RoutingView view, int location, int line)
    {
        var (available, confidence) = _snapshot.Stock[line].At(location);
        return view.PickCost(location, line, available, confidence);
    }

    /// <summary>How old the oldest figure may be that an option relies on.</summary>
    private DateTimeOffset AsOf(IEnumerable<int> locations)
    {
        var oldest = _snapshot.Stock.Min(stock => stock.AsOf);
        return locations.Select(location => _snapshot.Board[location].AsOf).Append(oldest).Min();
    }

    private static void Reset<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
        else
        {
            Array.Clear(array, 0, length);
        }
    }
}
