using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>The screens of a run. Each change is measured at each screen that is not stalled, those too that a later one overtook.</summary>
internal sealed class Audience : IAsyncDisposable
{
    /// <summary>What a stalled screen's system takes in: little, so that the server has to keep the rest, or not.</summary>
    private const int StalledReceiveBytes = 4 * 1024;
    private const int ConnectAtOnce = 64;

    private readonly WatchPlan _plan;
    private readonly ChangeWriter _writer;
    private readonly List<Screen> _screens = [];

    private Audience(WatchPlan plan, ChangeWriter writer) => (_plan, _writer) = (plan, writer);

    /// <summary>From a change's sending to a screen's showing it.</summary>
    public LatencyHistogram Latency { get; } = new();

    public SlowMoments Slow { get; } = new();

    public IReadOnlyList<Screen> Screens => _screens;

    public static async Task<Audience> GatherAsync(Target target, WatchPlan plan, ChangeWriter writer, CancellationToken cancel)
    {
        var audience = new Audience(plan, writer);
        foreach (var some in Enumerable.Range(0, plan.Screens).Chunk(ConnectAtOnce))
        {
            var begun = some.Select(number => audience.Begin(target, number)).ToList();
            await Task.WhenAll(begun.Select(screen => screen.Live)).WaitAsync(target.ReadyWithin, cancel);
        }
        foreach (var screen in audience._screens.Take(plan.Stalled))
            screen.Stall();
        return audience;
    }

    public void Resume() => _screens.ForEach(screen => screen.Resume());

    /// <summary>How many screens show something else than the server's books.</summary>
    public int Differing(IReadOnlyList<IReadOnlyDictionary<string, StockItem>> truth) =>
        _screens.Where((screen, number) => !IsSame(screen.Items, truth[_plan.LocationOfScreen(number)])).Count();

    public async ValueTask DisposeAsync()
    {
        foreach (var some in _screens.Chunk(ConnectAtOnce))
            await Task.WhenAll(some.Select(screen => screen.DisposeAsync().AsTask()));
    }

    private static bool IsSame(IReadOnlyDictionary<string, long> shown, IReadOnlyDictionary<string, StockItem> truth) =>
        shown.Count == truth.Count && truth.All(item => shown.TryGetValue(item.Key, out var version) && version == item.Value.Version);

    private Screen Begin(Target target, int number)
    {
        var location = _plan.LocationOfScreen(number);
        var isStalled = number < _plan.Stalled;
        var units = new long[_plan.ItemsPerLocation];
        var screen = Screen.OfLocation(target.Url, _plan.Location(location), new ScreenOptions
        {
            Token = target.Token,
            ReceiveBytes = isStalled ? StalledReceiveBytes : null,
            Shown = isStalled ? null : item => Measure(item, number, units),
        });
        _screens.Add(screen);
        return screen;
    }

    private void Measure(JsonElement item, int screen, long[] units)
    {
        var location = _plan.LocationOfScreen(screen);
        var sku = int.Parse(item.GetProperty("sku"u8).GetString()!.AsSpan(1), CultureInfo.InvariantCulture);
        var shown = item.GetProperty("onHand"u8).GetInt64();
        for (var unit = Math.Max(2, units[sku] + 1); unit <= shown; unit++)
        {
            var sentAt = _writer.SentAt(_plan.Change(location, sku, unit));
            if (sentAt == 0)
                continue;
            var duration = Stopwatch.GetElapsedTime(sentAt);
            Latency.Record(duration);
            Slow.Record(Stopwatch.GetElapsedTime(_writer.MeasuredSince, sentAt), screen, duration);
        }
        units[sku] = Math.Max(units[sku], shown);
    }
}
