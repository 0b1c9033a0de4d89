using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Http.Operations;

namespace OrleansCommerce.Server.Http.Problems;

/// <summary>
/// Turns whatever goes wrong behind it into a problem: exceptions, and answers that are only a status. Only what nobody foresaw is
/// logged, and only that is a 500.
/// </summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, RequestMeter meter, ILogger<ProblemMiddleware> log)
{
    private const int ClientClosedRequest = 499;

    public async Task Invoke(HttpContext context)
    {
        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 } response)
            {
                await ProblemWriter.Write(context, Problem.Of(ProblemKinds.Of(response.StatusCode), Detail(context)));
            }
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await Answer(context, e);
        }
        finally
        {
            meter.Observe(context, startedAt);
        }
    }

    private Task Answer(HttpContext context, Exception e)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return ProblemWriter.Write(context, Of(e, context));
    }

    private Problem Of(Exception e, HttpContext context)
    {
        switch (e)
        {
            case ProblemException known:
                return known.Problem;
            case BadHttpRequestException { InnerException: JsonException json }:
                return JsonProblems.Of(json);
            case BadHttpRequestException bad:
                return Problem.Of(ProblemKinds.Of(bad.StatusCode), bad.StatusCode == 400 ? bad.Message : null);
            case JournalUnavailableException { MayBeWritten: false }:
                return Problem.Of(ProblemKinds.Busy);
            case JournalUnavailableException:
            case var failure when RetriableException.Covers(failure):
                LogRetriable(e, context.Request.Method, context.GetEndpoint()?.DisplayName);
                return Problem.Of(ProblemKinds.Retry);
            default:
                LogFailure(e, context.Request.Method, context.GetEndpoint()?.DisplayName);
                return Problem.Of(ProblemKinds.Internal);
        }
    }

    private static string? Detail(HttpContext context) => context.Response.StatusCode switch
    {
        403 when context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy is { } scope => $"The scope '{scope}' is needed.",
        404 => "No such address.",
        405 => $"Allowed here: {context.Response.Headers.Allow}.",
        _ => null,
    };

    [LoggerMessage(LogLevel.Debug, "{Method} {Endpoint} has to be sent again.")]
    private partial void LogRetriable(Exception e, string method, string? endpoint);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed.")]
    private partial void LogFailure(Exception e, string method, string? endpoint);
}
