using System.Diagnostics;
using System.Globalization;
using OrleansCommerce.Simulation.Faults;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>Says how far the seeds are, and what they did.</summary>
public sealed class Report(TextWriter output, int seeds, bool isInteractive)
{
    private const int BarWidth = 40;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly SortedDictionary<string, int> _profiles = new(StringComparer.Ordinal);
    private int _done;
    private long _steps;
    private long _operations;
    private double _virtualHours;
    private int _shown = -1;

    /// <summary>Seeds that violated a promise.</summary>
    public int Violations { get; private set; }

    public void Ended(RunResult result)
    {
        if (result.Violation is { } violation)
        {
            Violations++;
            Say($"seed {result.Scenario.Seed} ({result.Scenario.Profile}{(result.Scenario.HasOrders ? ", orders" : "")}): {violation.Rule}: {violation.Detail}");
        }

        _done++;
        _steps += result.Steps;
        _operations += result.Operations;
        _virtualHours += TimeSpan.FromTicks(result.VirtualTicks).TotalHours;
        _profiles[result.Scenario.Profile] = _profiles.GetValueOrDefault(result.Scenario.Profile) + 1;
        for (var i = 0; i < _faults.Length; i++)
            _faults[i] += result.Faults[i];
        ShowProgress();
    }

    /// <summary>What has been done, in a few lines.</summary>
    public void Summary()
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (isInteractive)
            output.WriteLine();
        Say($"{_steps:N0} steps, {_operations:N0} operations, {_virtualHours:F1} hours of virtual time in {seconds:F1} s ({_done / seconds * 60:F0} seeds a minute)");
        Say($"runs: {string.Join(", ", _profiles.Select(profile => $"{profile.Value} {profile.Key}"))}");
        Say($"faults: {string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{_faults[(int)kind]:N0} {kind}"))}");
    }

    private void ShowProgress()
    {
        var percent = _done * 100 / seeds;
        if (isInteractive)
        {
            var filled = _done * BarWidth / seeds;
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r[{new string('#', filled)}{new string('.', BarWidth - filled)}] {_done}/{seeds} seeds, {_steps:N0} steps, {_faults.Sum():N0} faults "));
        }
        else if (percent / 10 != _shown)
        {
            _shown = percent / 10;
            Say($"[{new string('#', _shown * 4)}{new string('.', BarWidth - (_shown * 4))}] {_done}/{seeds} seeds, {_steps:N0} steps, {_faults.Sum():N0} faults");
        }
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
