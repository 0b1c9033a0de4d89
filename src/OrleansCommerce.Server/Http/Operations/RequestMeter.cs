using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>
/// Counts the requests under <c>/v1</c> and how long they took: by method, route and class of status, never by what the route was asked for.
/// Costs a look-up and three additions a request, whether or not anybody reads it.
/// </summary>
public sealed class RequestMeter
{
    private const string Name = "http_requests_duration_seconds";
    private const string NoRoute = "(none)";
    private const int StatusClasses = 6;

    private static readonly double[] BoundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Method, string Route), Series[]> _series = new();

    /// <param name="startedAt">The timestamp of <see cref="Stopwatch"/> at which it arrived.</param>
    public void Observe(HttpContext context, long startedAt)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;
        var method = route == NoRoute ? NoRoute : context.Request.Method;
        var classes = _series.GetOrAdd((method, route), static _ => [.. Enumerable.Range(0, StatusClasses).Select(_ => new Series())]);
        classes[Math.Clamp(context.Response.StatusCode / 100, 0, StatusClasses - 1)].Add(Stopwatch.GetElapsedTime(startedAt));
    }

    /// <summary>A histogram in Prometheus' text format.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var ((method, route), classes) in _series.OrderBy(entry => entry.Key.Route, StringComparer.Ordinal).ThenBy(entry => entry.Key.Method, StringComparer.Ordinal))
        {
            // Some who read this text take the first brace for the end of the labels.
            var shown = route.TrimEnd('/').Replace('{', ':').Replace("}", "", StringComparison.Ordinal);
            for (var statusClass = 0; statusClass < StatusClasses; statusClass++)
            {
                classes[statusClass].Write(text, string.Create(CultureInfo.InvariantCulture, $"method=\"{method}\",route=\"{shown}\",status=\"{statusClass}xx\""));
            }
        }

        return text.Length == 0 ? "" : $"# HELP {Name} Requests by how long they took.\n# TYPE {Name} histogram\n{text}";
    }

    private sealed class Series
    {
        private readonly long[] _counts = new long[BoundsSeconds.Length + 1];
        private long _ticks;

        public void Add(TimeSpan taken)
        {
            var bucket = 0;
            while (bucket < BoundsSeconds.Length && taken.TotalSeconds > BoundsSeconds[bucket])
            {
                bucket++;
            }

            Interlocked.Increment(ref _counts[bucket]);
            Interlocked.Add(ref _ticks, taken.Ticks);
        }

        public void Write(StringBuilder text, string labels)
        {
            var counts = _counts.Select((_, i) => Interlocked.Read(ref _counts[i])).ToArray();
            if (counts.Sum() == 0)
            {
                return;
            }

            var below = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                below += counts[i];
                var bound = i < BoundsSeconds.Length ? BoundsSeconds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"{bound}\"}} {below}\n");
            }

            var seconds = TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;
            text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{{{labels}}} {seconds}\n{Name}_count{{{labels}}} {below}\n");
        }
    }
}
