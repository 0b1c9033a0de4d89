namespace OrleansCommerce.Domain.Skus;

/// <summary>A stock keeping unit as its retailer describes it. <see cref="WeightGrams"/> is null where nobody knows.</summary>
public sealed record Sku(string Name, string? ProductType, int? WeightGrams);

/// <summary>The SKU is described anew; what was known of it before no longer holds.</summary>
public sealed record SkuDescribed(DateTimeOffset At, Sku Sku);

/// <summary>What is known of one SKU. Null until it is described.</summary>
public sealed class SkuState
{
    public Sku? Sku { get; internal set; }
    public long Version { get; internal set; }
}

/// <summary>The rules of one SKU's register entry.</summary>
public static class SkuMachine
{
    /// <summary>The event to append, or null: it is described like this already.</summary>
    public static SkuDescribed? Decide(SkuState state, Sku sku, DateTimeOffset now) =>
        sku.Equals(state.Sku) ? null : new SkuDescribed(now, sku);

    public static void Apply(SkuState state, SkuDescribed happened)
    {
        state.Sku = happened.Sku;
        state.Version++;
    }
}
