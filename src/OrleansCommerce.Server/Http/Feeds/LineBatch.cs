using Microsoft.AspNetCore.Http.Features;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>A body of lines that is read as a whole before anything of it is done.</summary>
internal static class LineBatch
{
    public const long BytesMax = 16 << 20;

    /// <summary>To be told each line that is not empty. The text is gone when it returns.</summary>
    public delegate void OnLine(long line, ReadOnlySpan<byte> text, Problem? problem);

    /// <param name="onHeader">Told the first line of a CSV.</param>
    /// <returns>Null, or that it is too large.</returns>
    public static async Task<Problem?> Read(HttpContext context, bool isCsv, int linesMax, Action<ReadOnlyMemory<byte>> onHeader, OnLine onLine)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BodyLimit.DrainBytesMax;
        }

        var records = new RecordReader(context.Request.BodyReader, isCsv ? Csv.RecordEnd : JsonLines.RecordEnd);
        var (lines, bytes) = (0, 0L);
        if (isCsv)
        {
            onHeader(LineText.Header(await records.Next(context.RequestAborted)));
        }

        while (await records.Next(context.RequestAborted) is { } record)
        {
            bytes += record.Text.Length;
            if (!Tell(record, onLine))
            {
                continue;
            }

            if (++lines > linesMax || bytes > BytesMax)
            {
                await BodyLimit.Drain(context);
                return Problem.Of(ProblemKinds.BatchTooLarge, $"At most {linesMax} lines and 16 MB; nothing of it was done.");
            }
        }

        return null;
    }

    private static bool Tell(ImportRecord record, OnLine onLine)
    {
        var text = LineText.Of(record, out var problem);
        if (text.IsEmpty && problem is null)
        {
            return false;
        }

        onLine(record.Line, text, problem);
        return true;
    }
}
