using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Reservations;

namespace OrleansCommerce.Server.Http;

/// <summary>Adds to the description of the interface what the endpoints don't say themselves: its name, and how to sign in.</summary>
public static class OpenApiDescription
{
    private const string Bearer = "bearer";
    private const string Pause = "Seconds after which to try again.";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "OrleansCommerce",
                Version = "v1",
                Description = "Live stock, held for shoppers in milliseconds. Problems carry a stable code.",
            };
            (document.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal))["x-problems"] = new JsonNodeExtension(Problems());
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                BearerFormat = "JWT",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy is { } scope)
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [scope] }];
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeHeaders);
        options.AddSchemaTransformer(LeaveOut);
    }

    /// <summary>Every code that a problem can carry.</summary>
    private static JsonArray Problems() => [.. ProblemKinds.All.Select(kind =>
        new JsonObject { ["code"] = kind.Code, ["status"] = kind.Status, ["meaning"] = kind.Meaning })];

    private static Task DescribeHeaders(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesIdempotencyKey>().Any())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = ReservationNames.KeyHeader,
                In = ParameterLocation.Header,
                Description = "The caller's own id of this request, where its body has none: sent again with it, the request gets the first one's answer.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$" },
            });
        }

        foreach (var produced in context.Description.ActionDescriptor.EndpointMetadata.OfType<ProducesResponseTypeMetadata>())
        {
            if (produced.Description is { } codes
                && operation.Responses?.GetValueOrDefault(produced.StatusCode.ToString(CultureInfo.InvariantCulture)) is OpenApiResponse response)
            {
                response.Description = codes;
            }
        }

        Describe(operation, "201", "Location", "Where it is.", JsonSchemaType.String);
        Describe(operation, "429", "Retry-After", Pause, JsonSchemaType.Integer);
        Describe(operation, "503", "Retry-After", Pause, JsonSchemaType.Integer);
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiOperation operation, string status, string name, string meaning, JsonSchemaType type)
    {
        if (operation.Responses?.GetValueOrDefault(status) is OpenApiResponse response)
        {
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] =
                new OpenApiHeader { Description = meaning, Schema = new OpenApiSchema { Type = type } };
        }
    }

    /// <summary>What may be null is left out of what is written, and may be of what is read; so it is not required.</summary>
    private static Task LeaveOut(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            if (property.AttributeProvider is PropertyInfo declared && nullability.Create(declared).ReadState == NullabilityState.Nullable)
            {
                schema.Required?.Remove(property.Name);
            }
        }

        return Task.CompletedTask;
    }
}

/// <summary>Marks an endpoint that takes an <c>Idempotency-Key</c>.</summary>
public sealed class TakesIdempotencyKey
{
    public static readonly TakesIdempotencyKey Instance = new();
}
