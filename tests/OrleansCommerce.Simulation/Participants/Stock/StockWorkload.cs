using System.Globalization;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>What clients do with single items, and what they may be told.</summary>
internal sealed class StockWorkload(SeedRun run)
{
    private static readonly MovementKind[] Kinds =
    [
        MovementKind.Receipt, MovementKind.Receipt, MovementKind.Receipt, MovementKind.Return, MovementKind.Sale, MovementKind.Adjustment,
        MovementKind.Count, MovementKind.Damage, MovementKind.TransferOut, MovementKind.TransferIn,
    ];

    public const string LocationId = "store-1";

    private readonly List<ReservationRequest> _requests = [];
    private readonly List<(StockKey Item, Move Move)> _moves = [];
    private readonly List<(string Id, int TtlSeconds, string ExtensionId)> _extensions = [];
    private readonly SameAnswers _same = new(run);
    private int _ids;

    public async Task Prepare(Client client)
    {
        for (var i = 0; i < run.Scenario.Items; i++)
            await Move(client, Item(i), new Move($"opening-{i}", MovementKind.Receipt, client.Chance.Between(3, 60)));
    }

    public Task Work(Client client) => client.Chance.Below(100) switch
    {
        < 34 => Reserve(client, NewRequest(client)),
        < 68 => Step(client),
        < 80 => Move(client, AnyItem(client), NewMove(client)),
        < 84 => Read(client),
        < 86 => SetSafetyStock(client),
        < 96 => Again(client),
        < 98 => OtherContent(client),
        _ => OtherItem(client),
    };

    public static StockKey Item(int index) => new(string.Create(CultureInfo.InvariantCulture, $"sku-{index}"), LocationId);

    public StockKey AnyItem(Client client) => Item(client.Chance.Below(run.Scenario.Items));

    private ReservationRequest NewRequest(Client client)
    {
        var line = new ReservationLine(AnyItem(client), client.Chance.Between(1, 4));
        var ttl = (int)client.Chance.Between(1, run.Scenario.TtlSecondsMax);
        var id = client.Chance.Is(0.3) ? ReservationAddress.MakeId(line.Item, $"{++_ids:D16}") : $"one-{++_ids}";
        var request = new ReservationRequest(id, [line], ttl, client.Chance.Is(0.5) ? $"customer-{client.Chance.Below(9)}" : null);
        _requests.Add(request);
        return request;
    }

    private Move NewMove(Client client)
    {
        var kind = client.Chance.Pick(Kinds);
        var quantity = kind is MovementKind.Adjustment && client.Chance.Is(0.5) ? -client.Chance.Between(1, 5) : client.Chance.Between(1, 12);
        return new Move($"move-{++_ids}", kind, quantity);
    }

    private async Task Reserve(Client client, ReservationRequest request)
    {
        var sentAt = client.World.Now;
        var reply = await client.Insist($"reserve {request.ReservationId}", silo => client.Door.Reserve(silo, request));
        if (reply is { IsKnown: true, Value: { } answer })
            _same.Told($"reserve {request.ReservationId}", Contents.Of(request), Contents.Of(answer), answer.Problem is ReservationProblem.None, sentAt);
    }

    private async Task Move(Client client, StockKey item, Move move)
    {
        _moves.Add((item, move));
        var sentAt = client.World.Now;
        var reply = await client.Insist($"{item} {move.Kind} {move.MovementId}", silo => client.Door.Execute(silo, item, move));
        if (reply is { IsKnown: true, Value: { } answer })
        {
            var told = answer.Refusal is { } refusal ? $"{refusal.Code}" : $"{answer.Figures with { NextDue = null, OldestConfirmed = null }}";
            _same.Told($"move {item} {move.MovementId}", $"{move}", told, answer.Refusal is null, sentAt);
        }
    }

    private async Task Step(Client client)
    {
        if (_requests.Count == 0)
            return;
        var id = Recent(client).ReservationId;
        switch (client.Chance.Below(10))
        {
            case < 4:
                await client.Insist($"confirm {id}", silo => client.Door.Confirm(silo, id));
                break;
            case < 6:
                await client.Insist($"release {id}", silo => client.Door.Release(silo, id));
                break;
            case < 8:
                await Extend(client, id, (int)client.Chance.Between(1, run.Scenario.TtlSecondsMax), $"x{++_ids}");
                break;
            case 8:
                await client.Insist($"fulfil {id}", silo => client.Door.Fulfil(silo, id));
                break;
            default:
                await client.Insist($"find {id}", silo => client.Door.Read(silo, id));
                break;
        }
    }

    private async Task Extend(Client client, string id, int ttlSeconds, string extensionId)
    {
        _extensions.Add((id, ttlSeconds, extensionId));
        var sentAt = client.World.Now;
        var reply = await client.Insist($"extend {id} {extensionId}", silo => client.Door.Extend(silo, id, ttlSeconds, extensionId));
        if (reply is { IsKnown: true, Value: { Problem: ReservationProblem.None } answer })
            _same.Told($"extend {id} {extensionId}", $"{ttlSeconds}", $"{answer.Reservation!.HeldUntil:O}", true, sentAt);
    }

    private Task Read(Client client)
    {
        var item = AnyItem(client);
        return client.Insist($"read {item}", silo => client.Door.Read(silo, item));
    }

    private Task SetSafetyStock(Client client)
    {
        var item = AnyItem(client);
        var quantity = client.Chance.Between(0, 3);
        return client.Insist($"{item} safety stock {quantity}", silo => client.Door.Execute(silo, item, new SetSafetyStock(quantity)));
    }

    /// <summary>A command of long ago, word for word.</summary>
    private Task Again(Client client)
    {
        switch (client.Chance.Below(4))
        {
            case 0 when _moves.Count > 0:
                var (item, move) = client.Chance.Pick(_moves);
                return Move(client, item, move);
            case 1 when _extensions.Count > 0:
                var (id, ttlSeconds, extensionId) = client.Chance.Pick(_extensions);
                return Extend(client, id, ttlSeconds, extensionId);
            default:
                return _requests.Count > 0 ? Reserve(client, client.Chance.Pick(_requests)) : Read(client);
        }
    }

    private Task OtherContent(Client client)
    {
        if (_requests.Count == 0)
            return Read(client);
        var request = client.Chance.Pick(_requests);
        var other = request with { Lines = [request.Lines[0] with { Quantity = request.Lines[0].Quantity + 1 }] };
        return Reserve(client, other);
    }

    private Task OtherItem(Client client)
    {
        if (_requests.Count == 0)
            return Read(client);
        var request = client.Chance.Pick(_requests);
        return Reserve(client, request with { Lines = [request.Lines[0] with { Item = AnyItem(client) }] });
    }

    private ReservationRequest Recent(Client client) => client.Chance.Is(0.85)
        ? _requests[^(1 + client.Chance.Below(Math.Min(25, _requests.Count)))]
        : client.Chance.Pick(_requests);
}
