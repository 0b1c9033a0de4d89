using OrleansCommerce.Benchmarks.Http;
using OrleansCommerce.Benchmarks.Items;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Benchmarks.Routing;
using OrleansCommerce.Benchmarks.Runtime;

namespace OrleansCommerce.Benchmarks;

internal static class Program
{
    private const string Usage = """
        dotnet run -c Release --project tests/OrleansCommerce.Benchmarks -- <what>

          journal  durable reservations through the grains, and the same as one row per item in PostgreSQL
                   [--seconds 1, each of three rounds] [--provider sqlite|postgres|both] [--callers 1,8,64,256,1024,2048]
                   [--workload hot,spread,zipf] [--quick]
          items    receiving and activating many items, their memory, and the cost per reservation among few and many
                   [--count 100000] [--provider sqlite|postgres] [--seconds 10] [--among 1000,10000,100000,1000000]
                   [--folder where the SQLite journal is kept for, or left by, another run] [--touch 60, seconds in which each item
                   is touched once] [--small-pages] [--zipf: some items sell much more than others]
          runtime  grain calls in this process [--seconds 3]
          routing  one routing over chains of several sizes [--count 5000, baskets], and promises of five lines over 2,000 locations,
                   from the call to the grain to the durable answer, on SQLite [--promises 1000]; the largest request over the largest chain [--largest 20]
          http     reservations over HTTP, from a client of this process to a server of its own, beside an empty handler and one row per item
                   [--provider postgres|sqlite|both] [--seconds 1, each of three rounds] [--connections 64,256,512] [--quick]
                   --among 1000,10000,100000,1000000: instead, what each costs the processor among so many items
                   [--count 1000000] [--seconds 6, each of two parts] [--touch 3600, seconds in which each item is touched once] [--zipf] [--folder where the SQLite journal is kept for, or left by, another run]
        """;

    private static async Task<int> Main(string[] args)
    {
        if (args is [ThinServer.Verb, .. var rest])
        {
            await ThinServer.Serve(rest);
            return 0;
        }
        try
        {
            var options = new CommandLine(args);
            Console.WriteLine(Machine.Describe());
            await (options.Verb switch
            {
                "journal" => JournalBenchmark.Run(options),
                "items" => ItemsBenchmark.Run(options),
                "runtime" => RuntimeBenchmark.Run(options),
                "routing" => RoutingBenchmark.Run(options),
                "http" => HttpBenchmark.Run(options),
                _ => throw new CommandLineException($"There is no benchmark '{options.Verb}'."),
            });
            return 0;
        }
        catch (CommandLineException e)
        {
            Console.Error.WriteLine($"{e.Message}\n\n{Usage}");
            return 2;
        }
    }
}
