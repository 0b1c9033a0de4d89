using System.Diagnostics;
using System.Globalization;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>When an invoice is due: at once, or as the week went by, so many times faster.</summary>
/// <param name="Factor">How many times faster than real; null is as fast as it goes.</param>
internal sealed record Pace(double? Factor)
{
    public const string Fastest = "max";

    public static Pace? Parse(string? text) =>
        text == Fastest ? new Pace((double?)null)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and < 1e9 ? new Pace(factor)
        : null;

    public Task UntilDueAsync(TimeSpan sinceFirstInvoice, Stopwatch clock, CancellationToken cancel)
    {
        if (Factor is not { } factor)
            return Task.CompletedTask;
        var wait = sinceFirstInvoice / factor - clock.Elapsed;
        return wait > TimeSpan.Zero ? Task.Delay(wait, cancel) : Task.CompletedTask;
    }
}
