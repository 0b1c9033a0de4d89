using System.Text.Json;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Problems;

/// <summary>Writes problems.</summary>
public static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    private const int RetryAfterSeconds = 1;

    /// <summary>Whoever is told to come again is told when.</summary>
    public static Task Write(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(problem, HttpJson.Default.Problem);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, 0, body.Length);
    }
}
