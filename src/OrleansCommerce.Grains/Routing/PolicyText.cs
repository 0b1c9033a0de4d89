using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// A policy as text: how it is stored and sent between grains. Every part is written out, so that a policy stays what it was when the
/// product's own values change; a part that is not there, since it is newer than the text, has the product's own value.
/// </summary>
public static class PolicyText
{
    // Generated code would read a part that is not there as nothing; this way of reading keeps what the type itself says.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    internal static JsonTypeInfo<PolicyPut> StoredEvent => (JsonTypeInfo<PolicyPut>)Json.GetTypeInfo(typeof(PolicyPut));

    public static string Of(RoutingPolicy policy) => JsonSerializer.Serialize(policy, Json);

    /// <exception cref="JsonException">It is no policy.</exception>
    public static RoutingPolicy Parse(string json) => JsonSerializer.Deserialize<RoutingPolicy>(json, Json) ?? throw new JsonException();
}
