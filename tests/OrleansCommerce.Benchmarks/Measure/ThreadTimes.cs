using System.Globalization;

namespace OrleansCommerce.Benchmarks.Measure;

/// <summary>What the processor did for each kind of thread of a process: the engine's own have names. Empty where the system does not tell.</summary>
internal sealed class ThreadTimes
{
    private const double TickMicroseconds = 10_000;

    // Of the fields behind the name, which ends with a bracket: the 12th and 13th are the times in user and system mode.
    private const int UserField = 11;

    private readonly Dictionary<string, (string Name, double Microseconds)> _threads = new(StringComparer.Ordinal);

    private ThreadTimes()
    {
    }

    /// <summary>Of this process.</summary>
    public static ThreadTimes Now() => Of(Environment.ProcessId);

    /// <param name="process">The system's number for it.</param>
    public static ThreadTimes Of(int process)
    {
        var times = new ThreadTimes();
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        if (!Directory.Exists(folder))
            return times;
        foreach (var thread in Directory.GetDirectories(folder))
        {
            try
            {
                times.Add(thread, File.ReadAllText(Path.Combine(thread, "stat")));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return times;
    }

    /// <summary>Since earlier ones, per call: the greatest first, what is less than a tenth of a microsecond left out.</summary>
    public string Since(ThreadTimes before, long calls) => string.Join(", ", _threads
        .Select(thread => (thread.Value.Name, Spent: thread.Value.Microseconds - before._threads.GetValueOrDefault(thread.Key).Microseconds))
        .GroupBy(thread => thread.Name, (name, threads) => (Name: name, Spent: threads.Sum(thread => thread.Spent) / calls), StringComparer.Ordinal)
        .Where(kind => kind.Spent >= 0.1)
        .OrderByDescending(kind => kind.Spent)
        .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Name} {kind.Spent:F1}")));

    private void Add(string thread, string stat)
    {
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        var fields = stat[(close + 2)..].Split(' ');
        var ticks = long.Parse(fields[UserField], CultureInfo.InvariantCulture) + long.Parse(fields[UserField + 1], CultureInfo.InvariantCulture);
        _threads[thread] = (stat[(open + 1)..close], ticks * TickMicroseconds);
    }
}
