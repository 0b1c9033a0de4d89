namespace OrleansCommerce.Grains.Supply.Demand;

/// <summary>Tells an order that there may be stock for it; true when it still waits for some.</summary>
public delegate Task<bool> AskOrder(string orderId, string sku);
