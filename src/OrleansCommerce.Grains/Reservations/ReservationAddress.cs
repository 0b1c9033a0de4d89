using System.Globalization;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>Where a reservation lives: at its one item, or, with null, at its coordinator.</summary>
public readonly record struct ReservationAddress(StockKey? Item)
{
    private const string Prefix = "r-";
    private const int NonceLength = 16;
    private const int LengthDigits = 2;

    /// <summary>
    /// An id made here says where its reservation lives, so that no index has to be asked: <c>r-</c>, the nonce, the length of the SKU
    /// in two digits, the SKU, the location. Where that would be too long for an id, it only has the nonce.
    /// </summary>
    /// <param name="nonce">16 random letters or digits.</param>
    public static string MakeId(StockKey item, string nonce)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{nonce}{item.Sku.Length:D2}{item.Sku}{item.LocationId}");
        return id.Length <= Identifier.LengthMax ? id : MakeId(nonce);
    }

    public static string MakeId(string nonce) => Prefix + nonce;

    /// <summary>What the id says of its item. A hint: anybody may choose an id that looks so.</summary>
    public static StockKey? Hint(string reservationId)
    {
        const int skuAt = 2 + NonceLength + LengthDigits;
        return reservationId.StartsWith(Prefix, StringComparison.Ordinal)
            && reservationId.Length > skuAt
            && int.TryParse(reservationId.AsSpan(skuAt - LengthDigits, LengthDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n > 0 && reservationId.Length > skuAt + n
            ? new StockKey(reservationId.Substring(skuAt, n), reservationId[(skuAt + n)..])
            : null;
    }
}
