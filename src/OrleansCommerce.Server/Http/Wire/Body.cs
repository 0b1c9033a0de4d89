using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Metadata;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>The JSON body of a request, whole and parsed. What is wrong with it is a problem before its handler runs.</summary>
public readonly struct Body<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private static readonly JsonTypeInfo<T> Type = (JsonTypeInfo<T>)HttpJson.Default.GetTypeInfo(typeof(T))!;

    private Body(T value) => Value = value;

    public T Value { get; }

    public static async ValueTask<Body<T>> BindAsync(HttpContext context)
    {
        var request = context.Request;
        if (!JsonMedia.IsJson(request.ContentType))
        {
            throw new ProblemException(request.ContentType is null && request.ContentLength is null or 0
                ? Problem.Of(ProblemKinds.Malformed, "A body is needed.")
                : Problem.Of(ProblemKinds.UnsupportedMediaType, "A body is sent as application/json in UTF-8."));
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > BodyLimit.BytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                await BodyLimit.Drain(context);
                throw new ProblemException(Problem.Of(ProblemKinds.BodyTooLarge));
            }

            if (read.IsCompleted)
            {
                return Parse(reader, read.Buffer);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static Body<T> Parse(PipeReader reader, in ReadOnlySequence<byte> text)
    {
        try
        {
            var json = JsonMedia.WithoutMark(text.IsSingleSegment ? text.FirstSpan : text.ToArray());
            if (!Utf8.IsValid(json))
            {
                throw new ProblemException(Problem.Of(ProblemKinds.Malformed, "The body is not UTF-8."));
            }

            var value = JsonSerializer.Deserialize(json, Type);
            return new(value ?? throw new ProblemException(Problem.Of(ProblemKinds.Malformed, "The body is null.")));
        }
        catch (JsonException e)
        {
            throw new ProblemException(JsonProblems.Of(e));
        }
        finally
        {
            reader.AdvanceTo(text.End);
        }
    }
}
