using System.Collections.Immutable;

namespace OrleansCommerce.Server.Http.Problems;

/// <summary>What a failed request is answered with: RFC 9457, with a stable code.</summary>
/// <param name="Type">Where the code is explained, relative to the server.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Code)
{
    /// <summary>What is wrong, by field of the request: <c>lines[0].quantity</c>.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>For <c>insufficient-stock</c>: each line that could not be served.</summary>
    public ImmutableArray<ShortfallBody>? Shortfalls { get; init; }

    public static Problem Of(ProblemKind kind, string? detail = null) =>
        new($"/docs#{kind.Code}", kind.Meaning, kind.Status, detail ?? kind.Meaning, kind.Code);

    /// <summary>A problem with one field of the request.</summary>
    public static Problem OfField(ProblemKind kind, string field, string message) =>
        Of(kind, $"{field}: {message}") with { Errors = new Dictionary<string, string[]> { [field] = [message] } };
}

/// <summary>A line that could not be served. Quantities are whole units.</summary>
public sealed record ShortfallBody(string Sku, string LocationId, long Requested, long Available);
