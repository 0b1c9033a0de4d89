using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Locations;

/// <summary>One location's register entry. Its key is the location's id.</summary>
[Alias("location")]
public interface ILocationGrain : IGrainWithStringKey
{
    /// <summary>Describes the location; true when nobody had described it before.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same description again.</exception>
    [Alias("describe")]
    Task<bool> Describe(Location location, Origin origin);

    /// <summary>Null until it is described.</summary>
    [Alias("read")]
    Task<Location?> Read();
}

/// <inheritdoc cref="ILocationGrain"/>
/// <remarks>Reentrant, since its pick capacity, told of a new description, comes back to read it.</remarks>
[Reentrant]
public sealed class LocationGrain(AggregateServices services)
    : AggregateGrain<LocationState, Location, LocationDescribed, bool>(services), ILocationGrain
{
    /// <summary>The journal's streams of locations: <c>location/id</c>.</summary>
    public const string JournalPrefix = "location/";

    private static readonly SnapshotForm<LocationState> Newest = LastWordForm.Of(() => new LocationState());

    private static readonly EventCodec<LocationDescribed> Events =
        new EventCodec<LocationDescribed>().Add("location.described", LocationEventJson.Default.LocationDescribed);

    protected override string Stream => JournalPrefix + this.GetPrimaryKeyString();

    protected override EventCodec<LocationDescribed> Codec => Events;

    protected override SnapshotForm<LocationState> Snapshots => Newest;

    public async Task<bool> Describe(Location location, Origin origin)
    {
        var isNew = await Execute(location, origin, Admission.Settling);
        await GrainFactory.GetGrain<ICapacityGrain>(this.GetPrimaryKeyString()).Described();
        return isNew;
    }

    public Task<Location?> Read() => Durable(state => state.Location);

    protected override LocationState NewState() => new();

    protected override void Apply(LocationState state, LocationDescribed happened) => LocationMachine.Apply(state, happened);

    protected override Ruling<LocationState, LocationDescribed, bool> Decide(LocationState state, Location location, DateTimeOffset now)
    {
        var isNew = state.Location is null;
        var described = LocationMachine.Decide(state, location, now);
        return new(described is null ? [] : [described], _ => isNew);
    }

    protected override Label Label(LocationDescribed happened) => new(Stream);

    protected override bool AnswerRecorded(Location command, StoredRecord recorded) =>
        throw new InvalidOperationException("A description has no command id.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LocationDescribed))]
internal sealed partial class LocationEventJson : JsonSerializerContext;
