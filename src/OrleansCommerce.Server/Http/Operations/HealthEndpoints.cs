using OrleansCommerce.Journal;
using OrleansCommerce.Server.Hosting;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>Is the process alive, and may it be sent work? Neither needs a token.</summary>
public static class HealthEndpoints
{
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", Live).WithTags("Operations").WithSummary("The process answers. Does not depend on the journal.");
        app.MapGet("/health/ready", Ready).WithTags("Operations").WithSummary("The journal answers and takes what is written, and the demo data is loaded.")
            .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Reply<HealthView> Live() => new HealthView("live");

    private static async Task<Reply<HealthView>> Ready(Readiness readiness, IJournal journal, GroupCommit commit, HttpContext context)
    {
        var status = !readiness.IsEngineStarted ? "starting"
            : commit.IsFailing || !await Answers(journal) ? "journalUnavailable"
            : readiness.Failure is not null ? "demoFailed"
            : readiness.IsDemoLoading ? "loadingDemo"
            : "ready";
        var view = new HealthView(status) { DemoItemsLoaded = readiness.DemoItemsLoaded, DemoItems = readiness.DemoItems };
        if (readiness.IsReady && status == "ready")
        {
            return view;
        }

        context.Response.Headers.RetryAfter = "1";
        return Reply<HealthView>.WithStatus(StatusCodes.Status503ServiceUnavailable, view);
    }

    private static async Task<bool> Answers(IJournal journal)
    {
        try
        {
            await journal.Head().WaitAsync(JournalPatience);
            return true;
        }
        catch (Exception e) when (e is JournalUnavailableException or TimeoutException)
        {
            return false;
        }
    }
}

/// <summary>How the server is.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>starting</c>, <c>loadingDemo</c>, <c>demoFailed</c> or <c>journalUnavailable</c>.</param>
public sealed record HealthView(string Status)
{
    /// <summary>Items of the demo in the engine so far.</summary>
    public long? DemoItemsLoaded { get; init; }

    /// <summary>Items of the demo in all; 0 where none is loaded.</summary>
    public long? DemoItems { get; init; }
}
