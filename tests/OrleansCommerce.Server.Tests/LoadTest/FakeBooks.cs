using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Tests.LoadTest;

/// <summary>The state behind the fake server: an independent, simple reading of the contract.</summary>
internal sealed class FakeBooks
{
    private static readonly OpeningItem[] Opening = [.. DemoData.Load().OpeningStock()];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _locations = [];

    public FakeBooks()
    {
        foreach (var item in Opening)
            Add(item.Sku, item.LocationId, item.Quantity);
    }

    public Dictionary<(string Sku, string LocationId), FakeItem> Items { get; } = [];

    public Dictionary<string, FakeReservation> Reservations { get; } = [];

    public Dictionary<string, MovementRequest> Movements { get; } = [];

    /// <summary>Every id that came with other content than before. A correct client leaves this empty.</summary>
    public List<string> Reused { get; } = [];

    /// <summary>The customer and id of each reservation, as they first arrived.</summary>
    public List<ReservationRequest> Arrivals { get; } = [];

    public bool IsBalanced { get; set; } = true;

    public long OnHand => Items.Values.Sum(item => (long)item.OnHand);

    public IEnumerable<string> LocationsOf(string sku) => _locations.GetValueOrDefault(sku, []);

    public void Add(string sku, string locationId, int quantity)
    {
        Items.Add((sku, locationId), new FakeItem { OnHand = quantity });
        if (!_locations.TryGetValue(sku, out var locations))
            _locations.Add(sku, locations = []);
        locations.Add(locationId);
    }

    public void Clear()
    {
        Items.Clear();
        _locations.Clear();
    }

    /// <summary>201 first, 200 on a repeat, 409 with the shortfalls, 422 on other content.</summary>
    public (int Status, FakeReservation? Reservation, IReadOnlyList<ReservationLine> Shortfalls) Reserve(ReservationRequest request)
    {
        lock (_gate)
        {
            if (Reservations.TryGetValue(request.ReservationId, out var known))
            {
                if (known.IsSameAs(request))
                    return (200, known, []);
                Reused.Add(request.ReservationId);
                return (422, null, []);
            }
            Arrivals.Add(request);
            var sums = request.Lines.GroupBy(line => (line.Sku, line.LocationId))
                .Select(group => new ReservationLine(group.Key.Sku, group.Key.LocationId, group.Sum(line => line.Quantity))).ToList();
            var shortfalls = sums.Where(line => Items[(line.Sku, line.LocationId)].Available < line.Quantity).ToList();
            if (shortfalls.Count > 0)
                return (409, null, shortfalls);
            foreach (var line in sums)
                Items[(line.Sku, line.LocationId)].Hold(line.Quantity);
            var reservation = new FakeReservation(request);
            Reservations.Add(request.ReservationId, reservation);
            return (201, reservation, []);
        }
    }

    public FakeReservation? Advance(string id, string verb)
    {
        lock (_gate)
        {
            if (!Reservations.TryGetValue(id, out var reservation))
                return null;
            if (verb == "fulfil" && reservation.State == "confirmed")
            {
                foreach (var line in reservation.Request.Lines)
                    Items[(line.Sku, line.LocationId)].Fulfil(line.Quantity);
                reservation.State = "fulfilled";
            }
            else if (verb == "confirm" && reservation.State == "held")
            {
                reservation.State = "confirmed";
            }
            return reservation;
        }
    }

    public (int Status, FakeItem Item) Move(string sku, string locationId, MovementRequest request)
    {
        lock (_gate)
        {
            var item = Items[(sku, locationId)];
            if (Movements.TryGetValue(request.MovementId, out var known))
            {
                if (known != request)
                    Reused.Add(request.MovementId);
                return (200, item);
            }
            var change = request.Kind == "damage" ? -request.Quantity : request.Quantity;
            if (item.Available + change < 0)
                return (409, item);
            Movements.Add(request.MovementId, request);
            item.Change(change);
            return (200, item);
        }
    }
}
