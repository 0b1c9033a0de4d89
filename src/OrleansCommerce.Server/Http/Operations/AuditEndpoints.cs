using System.Globalization;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>Do the books balance, and who did what?</summary>
public static class AuditEndpoints
{
    private const int CorrelationLengthMax = 200;
    private const int StreamLengthMax = 200;

    public static void MapAudit(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/audit").WithTags("Operations").RequireAuthorization(Scopes.AuditRead).ConcernsAllLocations();
        group.MapGet("/balance", Balance).WithSummary("The books, compared over three sources.").Refuses();
        group.MapGet("/records", Records).Refuses()
            .WithSummary("The journal: of one reservation or item with correlationId=, of one stream with stream=, or all; after= a version of the stream, or a position.");
    }

    private static async Task<Reply<BalanceView>> Balance(BooksAudit audit, CancellationToken cancellation) =>
        BalanceView.Of(await audit.Run(cancellation));

    private static async Task<Reply<AuditPage>> Records(string? correlationId, string? stream, string? after, string? limit, IJournal journal)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var position = ReadPosition(after, errors);
        if (stream is not null)
        {
            errors.CheckText("stream", stream, StreamLengthMax);
            if (correlationId is not null)
            {
                errors.Add(ProblemKinds.Malformed, "stream", "Not together with correlationId.");
            }
        }

        if (correlationId is not null)
        {
            errors.CheckText("correlationId", correlationId, CorrelationLengthMax);
            if (after is not null)
            {
                errors.Add(ProblemKinds.Malformed, "after", "Not together with correlationId.");
            }
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (correlationId is not null)
        {
            return AuditPage.Of(await journal.ReadCorrelation(correlationId, count), null);
        }

        if (stream is not null)
        {
            var records = await journal.ReadStream(stream, position, count);
            return AuditPage.Of(records, records.Count < count ? null : records[^1].Version.ToString(CultureInfo.InvariantCulture));
        }

        // A page ends with a whole frame, so it may be a little longer than was asked for.
        var page = await journal.ReadAll(position, count);
        return AuditPage.Of(page.Records, page.Records.Count == 0 ? null : page.Position.ToString(CultureInfo.InvariantCulture));
    }

    private static long ReadPosition(string? after, FieldErrors errors)
    {
        var position = 0L;
        if (after is null || long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out position))
        {
            return position;
        }

        errors.Add(ProblemKinds.Malformed, "after", "A position, or a version of the stream: a whole number from 0.");
        return 0;
    }
}
