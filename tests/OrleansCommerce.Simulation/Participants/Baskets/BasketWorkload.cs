using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Baskets;

/// <summary>What clients do with baskets, and what they may be told.</summary>
internal sealed class BasketWorkload(SeedRun run, BasketParticipant baskets)
{
    private const int LinesMax = 4;

    private readonly List<ReservationRequest> _requests = [];
    private readonly SameAnswers _same = new(run);
    private int _ids;

    public Task Work(Client client) => client.Chance.Below(100) switch
    {
        < 38 => Open(client, NewRequest(client)),
        < 62 => Confirm(client),
        < 74 => Release(client),
        < 80 => Extend(client),
        < 88 => Fulfil(client),
        < 92 => Read(client),
        _ => _requests.Count > 0 ? Open(client, client.Chance.Pick(_requests)) : Task.CompletedTask,
    };

    private ReservationRequest NewRequest(Client client)
    {
        var count = client.Chance.Between(2, LinesMax);
        var lines = new List<ReservationLine>();
        for (var i = 0; i < count; i++)
            lines.Add(new ReservationLine(StockWorkload.Item(client.Chance.Below(run.Scenario.Items)), client.Chance.Between(1, 3)));
        var request = new ReservationRequest(
            $"basket-{++_ids}", ReservationLines.Sum(lines), (int)client.Chance.Between(1, run.Scenario.TtlSecondsMax), null);
        if (request.Lines.Length > 1)
            _requests.Add(request);
        return request;
    }

    private async Task Open(Client client, ReservationRequest request)
    {
        var sentAt = client.World.Now;
        var reply = await client.Insist($"open {request.ReservationId}", silo => client.Door.Reserve(silo, request));
        if (reply is not { IsKnown: true, Value: { } answer })
            return;
        var isAccepted = answer.Problem is ReservationProblem.None;
        _same.Told($"open {request.ReservationId}", Contents.Of(request), Contents.Of(answer), isAccepted, sentAt);
        if (isAccepted && !answer.Reservation!.Lines.SequenceEqual(request.Lines))
            run.World.Violate("all lines of a basket or none", $"{request.ReservationId} asked for {Contents.Of(request)} and was given {Contents.Of(answer)}");
        if (isAccepted && request.Lines.Length > 1)
            Require(baskets.Find(request.ReservationId) is { Status: not "" }, $"{request.ReservationId} is answered as held, and nobody recorded it");
    }

    private async Task Confirm(Client client)
    {
        if (Recent(client) is not { } id)
            return;
        var reply = await client.Insist($"confirm {id}", silo => client.Door.Confirm(silo, id));
        if (reply is { IsKnown: true, Value.Problem: ReservationProblem.None })
            Require(baskets.Find(id) is { WasConfirmed: true }, $"{id} is answered as confirmed, and nobody recorded it");
    }

    private async Task Release(Client client)
    {
        if (Recent(client) is not { } id)
            return;
        var reply = await client.Insist($"release {id}", silo => client.Door.Release(silo, id));
        if (reply is { IsKnown: true, Value.Problem: ReservationProblem.None })
            Require(baskets.Find(id) is { Status: "Released" or "Expired" }, $"{id} is answered as released, and is {baskets.Find(id)?.Status}");
    }

    private async Task Extend(Client client)
    {
        if (Recent(client) is not { } id)
            return;
        var ttl = (int)client.Chance.Between(1, run.Scenario.TtlSecondsMax);
        var extension = $"x{++_ids}";
        var reply = await client.Insist($"extend {id} {extension}", silo => client.Door.Extend(silo, id, ttl, extension));
        if (reply is { IsKnown: true, Value: { Problem: ReservationProblem.None, Reservation.HeldUntil: { } until } })
            Require(baskets.Find(id) is { } basket && basket.HeldUntil >= until, $"{id} is answered as extended, and nobody recorded it");
    }

    private async Task Fulfil(Client client)
    {
        if (Recent(client) is not { } id)
            return;
        var reply = await client.Insist($"fulfil {id}", silo => client.Door.Fulfil(silo, id));
        if (reply is { IsKnown: true, Value.Problem: ReservationProblem.None })
            Require(baskets.Find(id) is { Status: "Fulfilled" }, $"{id} is answered as fulfilled, and is {baskets.Find(id)?.Status}");
    }

    private Task Read(Client client) =>
        Recent(client) is { } id ? client.Insist($"find {id}", silo => client.Door.Read(silo, id)) : Task.CompletedTask;

    private string? Recent(Client client) => _requests.Count == 0
        ? null
        : _requests[^(1 + client.Chance.Below(Math.Min(12, _requests.Count)))].ReservationId;

    private void Require(bool holds, string detail)
    {
        if (!holds)
            run.World.Violate("what is answered is durable", detail);
    }
}
