using System.Globalization;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>Reads times as RFC 3339 writes them: always with an offset, up to seven digits of a second.</summary>
public static class Rfc3339
{
    private const int LengthMax = 33;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>False also for a time without an offset: whose noon is noon?</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: <= LengthMax }
            && DateTimeOffset.TryParseExact(
                text.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
