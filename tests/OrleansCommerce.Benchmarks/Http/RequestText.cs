using System.Globalization;
using System.Text;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>A request to reserve one unit, written once. Each time it is sent only the id, and the number in the SKU, are written anew.</summary>
internal sealed class RequestText
{
    private const int IdLength = 32;
    private const int NumberLength = 6;

    private readonly byte[] _bytes;
    private readonly int _id;
    private readonly int _number;
    private readonly bool _isNumbered;

    /// <param name="item">An item whose SKU ends with six zeros, in whose place each reservation's number is written; or any other, for all reservations.</param>
    public RequestText(Uri address, string path, StockKey item)
    {
        var id = new string('0', IdLength);
        var body = $$$"""{"reservationId":"{{{id}}}","lines":[{"sku":"{{{item.Sku}}}","locationId":"{{{item.LocationId}}}","quantity":1}]}""";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        _bytes = Encoding.ASCII.GetBytes(head + body);
        _isNumbered = item.Sku.EndsWith(new string('0', NumberLength), StringComparison.Ordinal);
        _id = head.Length + body.IndexOf(id, StringComparison.Ordinal);
        _number = head.Length + body.IndexOf(item.Sku, StringComparison.Ordinal) + item.Sku.Length - NumberLength;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Makes it a reservation with a new id.</summary>
    public void Renew(Random random, int number)
    {
        random.NextInt64().TryFormat(_bytes.AsSpan(_id, IdLength / 2), out _, "x16", CultureInfo.InvariantCulture);
        random.NextInt64().TryFormat(_bytes.AsSpan(_id + (IdLength / 2), IdLength / 2), out _, "x16", CultureInfo.InvariantCulture);
        if (_isNumbered)
            number.TryFormat(_bytes.AsSpan(_number, NumberLength), out _, "D6", CultureInfo.InvariantCulture);
    }
}
