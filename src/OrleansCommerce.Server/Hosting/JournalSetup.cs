using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Chooses the journal by <c>Journal:Provider</c>: <c>sqlite</c> (the default: a file under <c>./data</c>, or
/// <c>ConnectionStrings:Journal</c> as a path), <c>postgres</c> (<c>ConnectionStrings:Journal</c> as Npgsql takes it), or <c>memory</c>,
/// which is gone with the process. <c>Journal:Shared=true</c> lets several processes of one cluster write to one journal, which has to be in
/// PostgreSQL; without it a process takes the journal for itself.
/// </summary>
internal static class JournalSetup
{
    private const string DefaultPath = "data/commerce.db";

    public static void AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        var isShared = configuration.GetValue("Journal:Shared", false);
        services.AddSingleton(provider => Open(configuration, isShared, provider.GetRequiredService<EngineClock>()));
        services.AddSingleton(provider => new ViewProgress(provider.GetRequiredService<EngineClock>().Provider));
        services.AddSingleton(provider => new GroupCommit(
            provider.GetRequiredService<IJournal>(), new GroupCommitOptions(), provider.GetRequiredService<EngineClock>().Provider,
            new DedicatedThreadScheduler("group-commit"), provider.GetRequiredService<ViewProgress>()));
        services.AddSingleton(provider => new StockViewWriter(
            provider.GetRequiredService<IJournal>().Stock, provider.GetRequiredService<EngineClock>().Provider, new StockViewOptions { IsShared = isShared },
            new DedicatedThreadScheduler("stock-view"), provider.GetRequiredService<ViewProgress>()));
        if (isShared)
        {
            services.AddSingleton(provider => new HeadChecks(
                provider.GetRequiredService<IJournal>(), new GroupCommitOptions(), provider.GetRequiredService<EngineClock>().Provider,
                new DedicatedThreadScheduler("head-checks")));
        }
    }

    private static IJournal Open(IConfiguration configuration, bool isShared, EngineClock clock) => configuration["Journal:Provider"] switch
    {
        var provider when isShared && provider is not "postgres" => throw new JournalStartException(
            "Journal:Shared is set, and only a journal in PostgreSQL can be shared: Journal:Provider=postgres."),
        _ when isShared && !GrainRuntime.IsCluster => throw new JournalStartException(
            "Journal:Shared is set, and this server was built for one process: several share a journal with -p:GrainRuntime=Orleans alone."),
        null or "" or "sqlite" => OpenSqlite(configuration.GetConnectionString("Journal")),
        "postgres" => OpenPostgres(configuration.GetConnectionString("Journal"), isShared),
        "memory" => new MemoryJournal(clock.Provider),
        var other => throw new JournalStartException($"Journal:Provider is '{other}'; it can be sqlite, postgres or memory."),
    };

    private static PostgresJournal OpenPostgres(string? connection, bool isShared)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new JournalStartException(
                "Journal:Provider is postgres, so ConnectionStrings:Journal has to say where: Host=…;Database=…;Username=….");
        }

        try
        {
            return new PostgresJournal(new PostgresOptions(connection) { Exclusive = !isShared });
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The text itself may hold a password, and the reason does not repeat it.
            throw new JournalStartException($"ConnectionStrings:Journal is not understood: {e.Message}", e);
        }
    }

    private static SqliteJournal OpenSqlite(string? connection)
    {
        const string key = "Data Source=";
        var path = connection is { Length: > 0 } ? connection : DefaultPath;
        path = Path.GetFullPath(path.StartsWith(key, StringComparison.OrdinalIgnoreCase) ? path[key.Length..] : path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new SqliteJournal(new SqliteOptions(path));
    }
}
