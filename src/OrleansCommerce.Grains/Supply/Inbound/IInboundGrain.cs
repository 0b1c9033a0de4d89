using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Supply.Inbound;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Inbound;

/// <summary>What is to come of one SKU, at all locations. Its key is the SKU.</summary>
[Alias("inbound")]
public interface IInboundGrain : IGrainWithStringKey
{
    /// <summary>So many units are to come in all. What came under the same id already is not expected again.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("expect")]
    Task<InboundAnswer> Expect(string locationId, string inboundId, long quantity, DateTimeOffset? expectedAt, Origin origin);

    /// <summary>They do not come after all; the answer has no lot. Twice is once.</summary>
    [Alias("withdraw")]
    Task<InboundAnswer> Withdraw(string locationId, string inboundId, Origin origin);

    /// <summary>A receipt that names them was booked; each movement counts once. Nothing happens where nothing is expected under that id.</summary>
    [Alias("arrive")]
    Task<InboundAnswer> Arrive(string locationId, string inboundId, string movementId, long quantity, DateTimeOffset movedAt, Origin origin);

    /// <summary>The lots of one location, in the order of their ids, those that have come whole among them.</summary>
    [Alias("lots")]
    Task<ImmutableArray<InboundFigures>> Lots(string locationId);

    /// <summary>What routing may promise from, at all locations; kept until something changes, so it costs a call and nothing more.</summary>
    [Alias("promisable")]
    Task<InboundOutlook> Promisable();
}

/// <summary>One lot as others see it; its location is known to who asks.</summary>
/// <param name="Outstanding">What is still to come.</param>
/// <param name="IsOverdue">It should have come; nothing is promised from its date any more.</param>
[GenerateSerializer]
[Immutable]
[Alias("inbound.figures")]
public sealed record InboundFigures(
    [property: Id(0)] string InboundId, [property: Id(1)] long Quantity, [property: Id(2)] long Received, [property: Id(3)] long Outstanding,
    [property: Id(4)] DateTimeOffset? ExpectedAt, [property: Id(5)] bool IsOverdue)
{
    public static InboundFigures Of(InboundLot lot, DateTimeOffset now) =>
        new(lot.InboundId, lot.Quantity, lot.Received, lot.Outstanding, lot.ExpectedAt, lot.IsOverdue(now));
}

/// <summary>The lot as it is now, if there is one, or that the SKU has too many.</summary>
/// <param name="IsRepeated">Nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("inbound.answer")]
public sealed record InboundAnswer(
    [property: Id(0)] InboundFigures? Lot, [property: Id(1)] bool IsTooMany = false, [property: Id(2)] bool IsRepeated = false);

/// <summary>What is to come of a SKU. Lots whose date has passed have none: nobody knows when they come.</summary>
/// <param name="Version">Grows when something is announced, withdrawn or has come; a date that passes leaves it as it is.</param>
[GenerateSerializer]
[Immutable]
[Alias("inbound.outlook")]
public sealed record InboundOutlook([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<InboundFigure> Lots);
