using Orleans;

namespace OrleansCommerce.Grains.Orders;

/// <summary>One order. Its key is the order's id.</summary>
[Alias("order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>There may be stock for what the order waits for; true when it still waits for some of it.</summary>
    [Alias("stock-arrived")]
    Task<bool> StockArrived(string sku);
}
