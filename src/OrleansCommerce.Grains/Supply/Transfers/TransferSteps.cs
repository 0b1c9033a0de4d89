using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Inbound;

namespace OrleansCommerce.Grains.Supply.Transfers;

/// <summary>
/// What the steps of a transfer do to stock items, in parallel. Each may be done again: the hold and the movements have ids that follow
/// from the transfer's, so that each counts once.
/// </summary>
/// <param name="name">Of the transfer, its hold and its inbound goods: no client's id can hold a slash.</param>
internal sealed class TransferSteps(IGrainFactory grains, string name, EngineClock clock, Func<long, Task> giveUp)
{
    /// <summary>How long lines stay held while others of the transfer are being held; a planned transfer's hold has no end.</summary>
    private const int HoldSeconds = 600;

    private readonly Basket _holds = new(grains, name, clock, giveUp);

    /// <summary>Holds every line, without an end, or none.</summary>
    public async Task<HeldBasket> Hold(TransferState transfer, Origin origin)
    {
        var lines = At(transfer.From, transfer.Lines);
        var held = await _holds.Hold(new ReservationRequest(name, lines, HoldSeconds, null), transfer.RoundsSettled, origin);
        if (held.Problem == ReservationProblem.None)
        {
            var answers = await Task.WhenAll(lines.Select(line => Item(line.Item).Execute(new Confirm(name, Decided: true), origin)));
            if (answers.Any(answer => answer.Refusal is not null))
            {
                // What an earlier process had held ended just now. Nobody was told that the transfer is planned: it is held anew.
                throw new RetriableException($"A line of {name} was held no longer.");
            }
        }

        return held;
    }

    public Task Release(TransferState transfer, Origin origin) => Basket.Release(_holds.Of(At(transfer.From, transfer.Lines), []), origin);

    /// <summary>The goods leave, and are expected where they go.</summary>
    public async Task Ship(TransferState transfer, Origin origin)
    {
        await Move(transfer.From, transfer.Lines, MovementKind.TransferOut, $"{name}/out", name, origin);
        await Task.WhenAll(transfer.Lines.Select(line => Inbound(line.Sku).Expect(transfer.To, name, line.Quantity, transfer.ExpectedAt, origin)));
    }

    /// <summary>The goods have come; nothing more of them is expected, what was lost included.</summary>
    public async Task Receive(TransferState transfer, Origin origin)
    {
        await Move(transfer.To, transfer.Received, MovementKind.TransferIn, $"{name}/in", null, origin);
        await Task.WhenAll(transfer.Lines.Select(line => Inbound(line.Sku).Withdraw(transfer.To, name, origin)));
    }

    private async Task Move(
        string locationId, ImmutableArray<TransferLine> lines, MovementKind kind, string movementId, string? heldBy, Origin origin)
    {
        var answers = await Task.WhenAll(At(locationId, lines).Select(line =>
            Item(line.Item).Execute(new Move(movementId, kind, line.Quantity, HeldBy: heldBy), origin)));
        if (answers.FirstOrDefault(answer => answer.Refusal is not null)?.Refusal is { } refusal)
        {
            throw new RetriableException($"{movementId} could not be booked: {refusal.Code}.");
        }
    }

    private static ImmutableArray<ReservationLine> At(string locationId, ImmutableArray<TransferLine> lines) =>
        [.. lines.Select(line => new ReservationLine(new StockKey(line.Sku, locationId), line.Quantity))];

    private IStockGrain Item(StockKey key) => grains.GetGrain<IStockGrain>(key.ToString());

    private IInboundGrain Inbound(string sku) => grains.GetGrain<IInboundGrain>(sku);
}
