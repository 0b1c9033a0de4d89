using System.Security.Cryptography;
using System.Text;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>Finds the id of a reservation whose caller has not given it one.</summary>
public static class ReservationNames
{
    public const string KeyHeader = "Idempotency-Key";

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int NonceLength = 16;
    private const int LongNonceLength = 20;
    private const int DerivedLength = 26;

    /// <summary>The caller's key, or null where none was sent.</summary>
    /// <exception cref="ProblemException">It is not 1 to 64 characters of an id.</exception>
    public static string? Key(HttpRequest request)
    {
        var sent = request.Headers[KeyHeader];
        return sent.Count == 0 ? null
            : Identifier.IsValid(sent.ToString()) ? sent.ToString()
            : throw new ProblemException(Problem.OfField(ProblemKinds.InvalidId, KeyHeader, ProblemKinds.InvalidId.Meaning));
    }

    /// <summary>The same key of the same caller always gives the same id, so that a retry meets the reservation it made.</summary>
    public static string Derive(string actor, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{actor}\u001F{key}"));
        return string.Create(DerivedLength + 2, hash, static (id, bytes) =>
        {
            "k-".CopyTo(id);
            for (var i = 0; i < DerivedLength; i++)
            {
                id[i + 2] = Base32[bytes[i] & 31];
            }
        });
    }

    /// <summary>An id of another kind than a reservation's: of the caller's key, so that a retry meets what it made, or a new one.</summary>
    /// <param name="kind">The letter that it begins with.</param>
    public static string OfKind(char kind, string actor, string? key) => key is null
        ? $"{kind}-{RandomNumberGenerator.GetString(Base32, LongNonceLength)}"
        : $"{kind}{Derive(actor, key)[1..]}";

    /// <summary>A new id, which says where its reservation lives if that is one item.</summary>
    public static string Make(IReadOnlyList<ReservationLine> lines)
    {
        var nonce = RandomNumberGenerator.GetString(Base32, NonceLength);
        return lines is [var only] ? ReservationAddress.MakeId(only.Item, nonce) : ReservationAddress.MakeId(nonce);
    }
}
