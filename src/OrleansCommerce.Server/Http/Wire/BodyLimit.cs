using Microsoft.AspNetCore.Http.Features;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>
/// A body is at most 1 MB. Of a larger one a bounded rest is read and thrown away: a client that is still sending would otherwise see
/// its connection break and never read the answer.
/// </summary>
public static class BodyLimit
{
    public const long BytesMax = 1 << 20;

    /// <summary>How much is read to be thrown away; who sends more than this loses the connection.</summary>
    public const long DrainBytesMax = 32 << 20;

    /// <summary>Refuses what says that it is too large, whether or not somebody would read it.</summary>
    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<StreamsBody>() is null)
        {
            var length = context.Request.ContentLength;
            if (length is null or > BytesMax && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = DrainBytesMax;
            }

            if (length > BytesMax)
            {
                return Refuse(context);
            }
        }

        return next(context);
    });

    private static async Task Refuse(HttpContext context)
    {
        await Drain(context);
        await ProblemWriter.Write(context, Problem.Of(ProblemKinds.BodyTooLarge));
    }

    public static async Task Drain(HttpContext context)
    {
        if (context.Request.ContentLength > DrainBytesMax)
        {
            return;
        }

        try
        {
            var reader = context.Request.BodyReader;
            var read = await reader.ReadAsync(context.RequestAborted);
            while (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.End);
                read = await reader.ReadAsync(context.RequestAborted);
            }

            reader.AdvanceTo(read.Buffer.End);
        }
        catch (BadHttpRequestException)
        {
            // More came than is thrown away. The answer is the same.
        }
    }
}

/// <summary>Marks an endpoint that reads its body as it comes, without a limit.</summary>
public sealed class StreamsBody
{
    public static readonly StreamsBody Instance = new();
}
