using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>The JSON body of a request that may do without one.</summary>
public readonly struct OptionalBody<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private OptionalBody(T? value) => Value = value;

    /// <summary>Null: none was sent.</summary>
    public T? Value { get; }

    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context)
    {
        var request = context.Request;
        // A content type alone says nothing: clients name it out of habit.
        var isSent = request.ContentLength is { } length ? length > 0 : context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        return new(isSent ? (await Body<T>.BindAsync(context)).Value : null);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: true));
}
