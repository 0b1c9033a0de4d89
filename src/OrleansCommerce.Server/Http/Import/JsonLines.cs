using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>NDJSON: one JSON object on each line.</summary>
public static class JsonLines
{
    public static int RecordEnd(ReadOnlySpan<byte> window, bool isWhole) => window.IndexOf((byte)'\n');

    public static ImportLine? Read(ReadOnlySpan<byte> record, out Problem? problem) => Read(record, HttpJson.Default.ImportLine, out problem);

    /// <summary>The object on a line, or null with the problem.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> record, JsonTypeInfo<T> type, out Problem? problem)
        where T : class
    {
        if (!Utf8.IsValid(record))
        {
            problem = Problem.Of(ProblemKinds.Malformed, "The line is not UTF-8.");
            return null;
        }

        try
        {
            var line = JsonSerializer.Deserialize(record, type);
            problem = line is null ? Problem.Of(ProblemKinds.Malformed, "The line is null.") : null;
            return line;
        }
        catch (JsonException e)
        {
            problem = JsonProblems.Of(e, "The record");
            return null;
        }
    }
}
