using System.Globalization;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>
/// Reads times as RFC 3339 writes them: always with an offset. What is finer than 100 ns is cut off, since many clients write nine digits.
/// </summary>
public static class Rfc3339
{
    private const int LengthMax = 64;
    private const int FractionStart = 20;
    private const int FractionDigits = 7;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>False also for a time without an offset: whose noon is noon?</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: <= LengthMax }
            && DateTimeOffset.TryParseExact(
                Cut(text.ToUpperInvariant()), Formats, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static string Cut(string text)
    {
        var end = FractionStart;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        const int kept = FractionStart + FractionDigits;
        return end > kept && text[FractionStart - 1] == '.' ? text.Remove(kept, end - kept) : text;
    }
}
