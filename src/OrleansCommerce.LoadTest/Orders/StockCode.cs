namespace OrleansCommerce.LoadTest.Orders;

internal static class StockCode
{
    private static readonly HashSet<string> Charges =
        ["POST", "DOT", "M", "m", "C2", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"];

    /// <summary>False for postage, fees, discounts, vouchers and the like, which the source books as if they were products.</summary>
    public static bool IsGoods(string code) =>
        !Charges.Contains(code)
        && !code.StartsWith("gift_0001_", StringComparison.Ordinal)
        && !code.StartsWith("DCGS", StringComparison.Ordinal);
}
