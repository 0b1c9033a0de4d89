using System.Globalization;

namespace OrleansCommerce.Benchmarks;

/// <summary>A verb, and options of the form <c>--name value</c> or <c>--name</c>.</summary>
internal sealed class CommandLine
{
    private static readonly string[] Flags = ["quick", "small-pages", "zipf"];
    private static readonly string[] Valued =
        ["seconds", "provider", "callers", "count", "workload", "folder", "among", "touch", "promises", "largest", "connections"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public CommandLine(IReadOnlyList<string> args)
    {
        Verb = args.Count > 0 ? args[0] : "";
        for (var i = 1; i < args.Count; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (Flags.Contains(name))
                _values[name] = "";
            else if (Valued.Contains(name) && i + 1 < args.Count)
                _values[name] = args[++i];
            else
                throw new CommandLineException($"'{args[i]}' is not an option, or lacks its value.");
        }
    }

    public string Verb { get; }

    public bool Has(string name) => _values.ContainsKey(name);

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var text) ? Parse(text) : otherwise;

    public int[] Numbers(string name, int[] otherwise) =>
        _values.TryGetValue(name, out var text) ? [.. text.Split(',').Select(Parse)] : otherwise;

    private static int Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new CommandLineException($"'{text}' is not a positive number.");
}

/// <summary>What was asked for can't be done; the message says why.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
