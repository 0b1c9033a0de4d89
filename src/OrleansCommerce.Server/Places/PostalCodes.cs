using System.Globalization;
using System.IO.Compression;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Server.Places;

/// <summary>
/// Where postal codes are: the centres of their areas. Those of the United States are known; the table is read with the first question.
/// Where it comes from is said in <c>Data/ATTRIBUTION.md</c>.
/// </summary>
public sealed class PostalCodes
{
    /// <summary>The one country whose codes are known, ISO 3166.</summary>
    public const string Country = "US";

    private const string Resource = "OrleansCommerce.Server.Places.Data.us-postal-codes.tsv.gz";
    private const int Digits = 5;

    /// <summary>Five digits, a hyphen and four more: an address within the area.</summary>
    private const int DigitsOfAddress = 10;

    private readonly Lazy<IReadOnlyDictionary<string, Coordinates>> _places = new(Read);

    /// <summary>Null: there is no such code, or it has no area of its own.</summary>
    public Coordinates? Find(string postalCode)
    {
        var code = postalCode.Trim();
        var isAddress = code.Length == DigitsOfAddress && code[Digits] == '-' && code.AsSpan(Digits + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return (code.Length == Digits || isAddress) && _places.Value.TryGetValue(code[..Digits], out var place) ? place : null;
    }

    private static Dictionary<string, Coordinates> Read()
    {
        using var packed = typeof(PostalCodes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {Resource}.");
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        reader.ReadLine();
        var places = new Dictionary<string, Coordinates>(StringComparer.Ordinal);
        while (reader.ReadLine()?.Split('\t') is [var code, var latitude, var longitude])
        {
            places.Add(code, new(double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture)));
        }

        return places;
    }
}
