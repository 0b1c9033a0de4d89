using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Simulation.Faults;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>What the command line asks for.</summary>
public sealed record Settings
{
    public const string Usage = """
        usage: --seeds N [--first SEED] [--threads N]      run N seeds; exit code 1 and a trace if one violates a promise
               --seed N [--trace]                          run one; the same in every process
               --digests --seeds N [--first SEED] [--reverse]   a hash of each trace, to compare processes by
               --plant list | --plant NAME [--seeds N]     name the planted bugs; find one of them
        and    --operations N (2000)  --clients N  --items N  --without KIND,KIND…   cut a run down, as a shrunk trace says
               --orders, --feeds                           every seed has orders, or sources that tell of movements
               --go-on                                     name every seed that violates a promise, and shrink none
        """;

    public ulong First { get; init; } = 1;

    public int Seeds { get; init; }

    public bool IsTraced { get; init; }

    /// <summary>Only the digest of each trace is asked for.</summary>
    public bool IsDigested { get; init; }

    /// <summary>The last seed first.</summary>
    public bool IsReversed { get; init; }

    public string? Plant { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    public int Operations { get; init; } = 2_000;

    public int? Clients { get; init; }

    public int? Items { get; init; }

    /// <summary>Every seed has orders.</summary>
    public bool IsOfOrders { get; init; }

    /// <summary>Every seed has sources that tell of movements.</summary>
    public bool IsOfFeeds { get; init; }

    /// <summary>Every seed is run, and those that violate a promise are named.</summary>
    public bool GoesOn { get; init; }

    public ImmutableArray<FaultKind> Without { get; init; } = [];

    public Scenario Scenario(ulong seed)
    {
        var drawn = Faults.Scenario.Of(seed, Operations);
        return drawn with { Clients = Clients ?? drawn.Clients, Items = Items ?? drawn.Items, HasOrders = drawn.HasOrders || IsOfOrders, HasFeeds = drawn.HasFeeds || IsOfFeeds, Without = Without };
    }

    /// <exception cref="FormatException">It is not understood.</exception>
    public static Settings Parse(IReadOnlyList<string> args)
    {
        var settings = new Settings();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            settings = args[i] switch
            {
                "--seeds" => settings with { Seeds = Number(Value()) },
                "--first" => settings with { First = ulong.Parse(Value(), CultureInfo.InvariantCulture) },
                "--seed" => settings with { First = ulong.Parse(Value(), CultureInfo.InvariantCulture), Seeds = 1 },
                "--trace" => settings with { IsTraced = true },
                "--digests" => settings with { IsDigested = true },
                "--reverse" => settings with { IsReversed = true },
                "--plant" => settings with { Plant = Value() },
                "--threads" => settings with { Threads = Number(Value()) },
                "--operations" => settings with { Operations = Number(Value()) },
                "--orders" => settings with { IsOfOrders = true },
                "--feeds" => settings with { IsOfFeeds = true },
                "--go-on" => settings with { GoesOn = true },
                "--clients" => settings with { Clients = Number(Value()) },
                "--items" => settings with { Items = Number(Value()) },
                "--without" => settings with { Without = [.. Value().Split(',').Select(Enum.Parse<FaultKind>)] },
                var other => throw new FormatException($"'{other}' is not understood."),
            };
        }

        if (settings.Seeds == 0 && settings.Plant is null)
            throw new FormatException("Nothing is asked for.");
        return settings;
    }

    /// <summary>The command that runs a scenario again.</summary>
    public static string Command(Scenario scenario, string? plant) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        dotnet run -c Release --project tests/OrleansCommerce.Simulation -- --seed {scenario.Seed} --trace --operations {scenario.Operations} --clients {scenario.Clients} --items {scenario.Items}{(scenario.Without.IsEmpty ? "" : $" --without {string.Join(',', scenario.Without)}")}{(scenario.HasOrders ? " --orders" : "")}{(scenario.HasFeeds ? " --feeds" : "")}{(plant is null ? "" : $" --plant {plant}")}
        """);

    private static int Number(string text)
    {
        var number = int.Parse(text, CultureInfo.InvariantCulture);
        return number > 0 ? number : throw new FormatException($"{text} is not positive.");
    }
}
