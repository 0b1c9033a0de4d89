using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Promises;

/// <summary>What has happened to one promise.</summary>
public abstract record PromiseEvent(DateTimeOffset At);

/// <summary>It was asked for. Past requests are found by these, minute by minute (<c>RoutingLog</c>).</summary>
public sealed record PromiseRequested(DateTimeOffset At, PromiseRequest Request) : PromiseEvent(At);

/// <summary>From now on this option may be held under this id; a process that ends meanwhile leaves that behind.</summary>
public sealed record OptionProposed(
    DateTimeOffset At, int Round, string ReservationId, RoutingOption Option, int PolicyVersion, DateTimeOffset AsOf) : PromiseEvent(At);

/// <summary>It is made, and will not change.</summary>
public sealed record PromiseMade(DateTimeOffset At, Promise Promise) : PromiseEvent(At);

/// <summary>One promise as it is now.</summary>
public sealed class PromiseState
{
    internal PromiseRequest? Request { get; set; }

    /// <summary>The last one; what became of it is not known before the promise is made.</summary>
    internal OptionProposed? Proposed { get; set; }

    internal Promise? Promise { get; set; }
}

/// <summary>Let this happen; who decides over a promise is its only owner.</summary>
public sealed record PromiseCommand(System.Collections.Immutable.ImmutableArray<PromiseEvent> Events);

/// <summary>The stored form of a promise's events. Kinds and property names must not change: journals are read for years.</summary>
internal static class PromiseEventCodec
{
    public static EventCodec<PromiseEvent> Instance { get; } = new EventCodec<PromiseEvent>()
        .Add("promise.requested", PromiseEventJson.Default.PromiseRequested)
        .Add("promise.proposed", PromiseEventJson.Default.OptionProposed)
        .Add("promise.made", PromiseEventJson.Default.PromiseMade);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PromiseRequested))]
[JsonSerializable(typeof(OptionProposed))]
[JsonSerializable(typeof(PromiseMade))]
internal sealed partial class PromiseEventJson : JsonSerializerContext;
