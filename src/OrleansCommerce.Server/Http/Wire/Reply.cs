using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>What a handler answers: a value with its status, or a problem.</summary>
public sealed class Reply<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private static readonly JsonTypeInfo<T> Type = (JsonTypeInfo<T>)HttpJson.Default.GetTypeInfo(typeof(T))!;

    private readonly int _status;
    private readonly T? _value;
    private readonly Problem? _problem;
    private readonly string? _location;

    private Reply(int status, T? value, Problem? problem, string? location) =>
        (_status, _value, _problem, _location) = (status, value, problem, location);

    public static implicit operator Reply<T>(T value) => new(StatusCodes.Status200OK, value, null, null);

    public static implicit operator Reply<T>(Problem problem) => new(problem.Status, null, problem, null);

    public static Reply<T> Created(T value, string location) => new(StatusCodes.Status201Created, value, null, location);

    public static Reply<T> WithStatus(int status, T value) => new(status, value, null, null);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_problem is not null)
        {
            return ProblemWriter.Write(httpContext, _problem);
        }

        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "application/json";
        if (_location is not null)
        {
            response.Headers.Location = _location;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(_value!, Type);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length);
    }
}
