namespace OrleansCommerce.Server.Demo;

/// <summary>What one store has of one SKU when the demo opens: at least one unit.</summary>
public readonly record struct OpeningItem(string Sku, string LocationId, int Quantity);
