using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansCommerce.LoadTest.Http;

/// <summary>The last answer to a request, after whatever retries it took.</summary>
/// <param name="Status">0 when the server gave none within the bound.</param>
/// <param name="Failure">Why there is no answer, or null.</param>
internal readonly record struct Answer(HttpStatusCode Status, byte[] Body, string? Failure)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Null when the body is not what the contract says it is.</summary>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One line that tells a reader what went wrong.</summary>
    public string Describe()
    {
        if (Failure is not null)
            return Failure;
        var problem = IsSuccess ? null : Read(WireJson.Default.Problem);
        return $"{(int)Status} {problem?.Code} {problem?.Detail ?? problem?.Title}".TrimEnd();
    }
}
