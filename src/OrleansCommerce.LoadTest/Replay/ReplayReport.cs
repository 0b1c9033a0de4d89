using System.Text.Json.Serialization;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Latency from the first attempt to the answer, retries and waits included.</summary>
internal sealed record StepReport(long Answered, long Requests, long Retries, double LatencyMsP50, double LatencyMsP99, double LatencyMsMax)
{
    public static StepReport Of(StepMeter meter) => new(
        meter.Latency.Count,
        meter.Requests,
        meter.Retries,
        meter.Latency.PercentileMs(50),
        meter.Latency.PercentileMs(99),
        meter.Latency.MaxMs);
}

/// <summary>Everything a replay found out, as it is written to the file given by <c>--out</c>.</summary>
/// <param name="DurationS">The load alone, without waiting for the server, learning the stores and the final check.</param>
/// <param name="Balance">Null when the server did not answer the question.</param>
internal sealed record ReplayReport(
    string Command,
    string Note,
    string Target,
    DateTimeOffset StartedAt,
    int Concurrency,
    double? SpeedFactor,
    double DurationS,
    bool Complete,
    bool Passed,
    IReadOnlyDictionary<string, long> Counts,
    long Retries,
    double RequestsPerS,
    double OrdersPerS,
    double LinesPerS,
    IReadOnlyDictionary<string, StepReport> Steps,
    Balance? Balance,
    string BalanceLine,
    IReadOnlyList<string> Errors)
{
    private const string DataNote =
        "Orders: UCI Online Retail, 14-20 November 2011 (CC BY 4.0). The customers' places and the opening stock are synthetic, from a fixed seed.";

    private static readonly Step[] LoadSteps =
        [Step.Reserve, Step.Confirm, Step.Fulfil, Step.Promise, Step.Order, Step.Serve, Step.Return, Step.WriteOff];

    public static ReplayReport Make(
        Target target, Pace pace, DateTimeOffset startedAt, TimeSpan duration, bool complete,
        ReplayTally tally, StepMeters meters, Balance? balance, string balanceLine)
    {
        var seconds = Math.Max(duration.TotalSeconds, 0.001);
        var steps = LoadSteps.Where(step => meters[step].Requests > 0).ToDictionary(step => step.ToString(), step => StepReport.Of(meters[step]));
        return new ReplayReport(
            "replay",
            DataNote,
            target.Url.ToString(),
            startedAt,
            target.Concurrency,
            pace.Factor,
            duration.TotalSeconds,
            complete,
            complete && balance?.Balanced == true && tally[Count.Errors] == 0,
            Enum.GetValues<Count>().ToDictionary(count => count.ToString(), count => tally[count]),
            steps.Values.Sum(step => step.Retries),
            steps.Values.Sum(step => step.Requests) / seconds,
            tally[Count.Orders] / seconds,
            tally[Count.Lines] / seconds,
            steps,
            balance,
            balanceLine,
            tally.Errors);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(ReplayReport))]
internal sealed partial class ReplayReportJson : JsonSerializerContext;
