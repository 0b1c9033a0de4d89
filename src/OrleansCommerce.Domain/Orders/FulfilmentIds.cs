using System.Globalization;

namespace OrleansCommerce.Domain.Orders;

/// <summary>The id of a fulfilment says whose it is: the order's id, a dot, and a number from 1.</summary>
public static class FulfilmentIds
{
    /// <summary>An order's id, and what is behind it.</summary>
    public const int LengthMax = Identifier.LengthMax + 8;

    public static string Of(string orderId, int number) => string.Create(CultureInfo.InvariantCulture, $"{orderId}.{number}");

    /// <summary>The order that it belongs to, or null: no fulfilment has such an id.</summary>
    public static string? OrderOf(string fulfilmentId)
    {
        var dot = fulfilmentId.LastIndexOf('.');
        return dot > 0 && fulfilmentId.Length <= LengthMax && Identifier.IsValid(fulfilmentId[..dot])
            && int.TryParse(fulfilmentId.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? fulfilmentId[..dot]
            : null;
    }
}
