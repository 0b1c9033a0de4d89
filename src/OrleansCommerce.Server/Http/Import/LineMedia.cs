using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>The content types of bodies with a record on each line.</summary>
public static class LineMedia
{
    private const string JsonLinesType = "application/x-ndjson";
    private const string CsvType = "text/csv";

    public static AcceptsMetadata Accepted { get; } = new([JsonLinesType, CsvType], typeof(string));

    public static Problem Unsupported { get; } =
        Problem.Of(ProblemKinds.UnsupportedMediaType, $"Lines are sent as {JsonLinesType} or {CsvType}, in UTF-8.");

    /// <summary>True for CSV, false for NDJSON, null for anything else.</summary>
    public static bool? IsCsv(string? contentType) => IsType(contentType, CsvType) ? true : IsType(contentType, JsonLinesType) ? false : null;

    private static bool IsType(string? contentType, string expected) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && JsonMedia.IsUtf8(type)
        && string.Equals(type.MediaType.Value, expected, StringComparison.OrdinalIgnoreCase);
}
