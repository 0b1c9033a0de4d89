namespace OrleansCommerce.Benchmarks.Http;

/// <summary><c>POST /v1/reservations</c> as a client sees it: how many are answered, how late, and what each costs.</summary>
internal static class HttpBenchmark
{
    public static Task Run(CommandLine options)
    {
        if (!OperatingSystem.IsLinux())
            throw new CommandLineException("This benchmark asks Linux which connections are answered and what each process cost.");
        return options.Has("among") ? CostBenchmark.Run(options) : RateBenchmark.Run(options);
    }

    public static string[] Providers(CommandLine options) => options.Text("provider", "postgres") switch
    {
        "both" => ["postgres", "sqlite"],
        var one => [one],
    };
}
