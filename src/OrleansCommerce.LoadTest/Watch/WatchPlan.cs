using System.Globalization;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>
/// Who watches what, and which change is which. Each change adds one unit to an item, in turns, so that the units an item shows say which
/// of its changes have been seen.
/// </summary>
internal sealed record WatchPlan(
    int Screens, int ChangesPerSecond, int Stalled, TimeSpan Duration, TimeSpan WarmUp, int Locations, int ItemsPerLocation)
{
    /// <summary>Of each run anew: it finds its own items untouched.</summary>
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    public int Items => Locations * ItemsPerLocation;

    public int Changes => checked((int)(ChangesPerSecond * (Duration + WarmUp).TotalSeconds));

    /// <summary>The first change that is measured.</summary>
    public int MeasuredFrom => checked((int)(ChangesPerSecond * WarmUp.TotalSeconds));

    public string Location(int number) => string.Create(CultureInfo.InvariantCulture, $"watch-{_run}-{number}");

    public static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"w{number}");

    public int LocationOfScreen(int screen) => screen % Locations;

    /// <summary>The number of the item's change that brought it to so many units.</summary>
    public int Change(int location, int sku, long units) => checked((int)((units - 2) * Items) + (sku * Locations) + location);

    /// <summary>The opening of an item, which makes it show one unit.</summary>
    public string Opening(int item) => Line("opening", item);

    public string LineOf(int change) => Line(string.Create(CultureInfo.InvariantCulture, $"{change}"), change % Items);

    private string Line(string id, int item)
    {
        var (location, sku) = (Location(item % Locations), Sku(item / Locations));
        return $$"""{"movementId":"{{_run}}-{{id}}","sku":"{{sku}}","locationId":"{{location}}","kind":"receipt","quantity":1}""";
    }
}
