using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Silos;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class PartialBaskets : Plant
{
    public override Door Door() => new Generous();

    private sealed class Generous : Door
    {
        public override async Task<ReservationAnswer> Reserve(Silo silo, ReservationRequest request)
        {
            var answer = await base.Reserve(silo, request);
            if (answer.Problem is not ReservationProblem.InsufficientStock || request.Lines.Length < 3)
                return answer;
            var there = request.Lines.RemoveAll(line => answer.Shortfalls.Any(shortfall => shortfall.Item == line.Item));
            return there.Length > 1 ? await base.Reserve(silo, request with { Lines = there }) : answer;
        }
    }
}

internal sealed class TrustedAvailability : Plant
{
    public override Door Door() => new Trusting();

    private sealed class Trusting : Door
    {
        public override async Task<PromiseAnswer> Promise(Silo silo, string promiseId, PromiseRequest request)
        {
            var answer = await base.Promise(silo, promiseId, request with { Hold = false });
            return request.Hold && answer.Promise is { Options.IsEmpty: false } promise
                ? answer with { Promise = promise with { ReservationId = $"{promiseId}.h1", HeldUntil = promise.MadeAt.AddSeconds(request.TtlSeconds) } }
                : answer;
        }
    }
}

internal sealed class HastyConfirms : Plant
{
    public override Door Door() => new Hasty();

    private sealed class Hasty : Door
    {
        public override async Task<ReservationAnswer> Confirm(Silo silo, string id)
        {
            var found = await base.Read(silo, id);
            if (found.Reservation is { Status: Domain.Reservations.ReservationStatus.Held, Lines.Length: > 1 } basket)
            {
                foreach (var line in basket.Lines)
                    await silo.Grains.GetGrain<IStockGrain>(line.Item.ToString()).Execute(new Confirm(id, Decided: true), Origin);
            }

            return await base.Confirm(silo, id);
        }
    }
}
