using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Simulation.Silos;

namespace OrleansCommerce.Simulation.Clients;

/// <summary>What a silo does for a client: what the endpoints of the server do, without HTTP.</summary>
public abstract class Door
{
    public static readonly Origin Origin = new("simulation");

    public virtual Task<ReservationAnswer> Reserve(Silo silo, ReservationRequest request) => silo.Reservations.Reserve(request, Origin);

    public virtual Task<ReservationAnswer> Read(Silo silo, string id) => silo.Reservations.Read(id);

    public virtual Task<ReservationAnswer> Confirm(Silo silo, string id) => silo.Reservations.Confirm(id, Origin);

    public virtual Task<ReservationAnswer> Release(Silo silo, string id) => silo.Reservations.Release(id, Origin);

    public virtual Task<ReservationAnswer> Extend(Silo silo, string id, int ttlSeconds, string extensionId) =>
        silo.Reservations.Extend(id, ttlSeconds, extensionId, Origin);

    public virtual Task<ReservationAnswer> Fulfil(Silo silo, string id) => silo.Reservations.Fulfil(id, Origin);

    public virtual Task<StockAnswer> Execute(Silo silo, StockKey item, StockCommand command) =>
        silo.Grains.GetGrain<IStockGrain>(item.ToString()).Execute(command, Origin);

    public virtual Task<OrderAnswer> Place(Silo silo, OrderRequest request) => Order(silo, request.OrderId).Place(request, Origin);

    public virtual Task<OrderAnswer> ReadOrder(Silo silo, string orderId) => Order(silo, orderId).Read();

    public virtual Task<OrderAnswer> Step(Silo silo, string orderId, OrderCommand command) => Order(silo, orderId).Step(command, null, Origin);

    public virtual Task<PromiseAnswer> Promise(Silo silo, string promiseId, PromiseRequest request) =>
        silo.Grains.GetGrain<IPromiseGrain>(promiseId).Make(request, Origin);

    public virtual Task<StockFigures> Read(Silo silo, StockKey item) => silo.Grains.GetGrain<IStockGrain>(item.ToString()).Read();

    private static IOrderGrain Order(Silo silo, string orderId) => silo.Grains.GetGrain<IOrderGrain>(orderId);
}

/// <summary>The door as the server has it.</summary>
public sealed class PlainDoor : Door;
