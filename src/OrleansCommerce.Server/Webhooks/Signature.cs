using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Signatures as in Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>, one for each secret that is valid.</summary>
public static class Signature
{
    public const string Prefix = "whsec_";

    /// <summary>Bytes of a secret.</summary>
    public const int BytesMin = 24;
    public const int BytesMax = 64;

    private const int BytesMade = 32;

    /// <summary>A new secret, <c>whsec_</c> and base64.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(BytesMade));

    /// <summary>The bytes of a secret; null: it is none.</summary>
    public static byte[]? Read(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > Prefix.Length + (2 * BytesMax))
        {
            return null;
        }

        var bytes = new byte[2 * BytesMax];
        return Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) && length is >= BytesMin and <= BytesMax
            ? bytes[..length]
            : null;
    }

    /// <summary>The header <c>webhook-signature</c>: <c>v1,base64</c>, once for each secret, separated by spaces.</summary>
    public static string Of(IEnumerable<byte[]> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.");
        byte[] signed = [.. Encoding.UTF8.GetBytes(start), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
