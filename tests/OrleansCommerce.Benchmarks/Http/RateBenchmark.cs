namespace OrleansCommerce.Benchmarks.Http;

internal static class RateBenchmark
{
    public static Task Run(CommandLine options) => throw new CommandLineException($"{options.Verb} needs --among.");
}
