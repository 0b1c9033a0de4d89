using System.Globalization;
using OrleansCommerce.Domain;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>Which page of a list: at most <see cref="Limit"/> entries after the one named by the cursor.</summary>
public readonly record struct Paging(int Limit, string? After)
{
    public const int LimitDefault = 100;
    public const int LimitMax = 1_000;

    /// <summary>Reads <c>limit</c> and <c>after</c>; a cursor is the id that the page before ended with.</summary>
    public static Paging Read(string? limit, string? after, FieldErrors errors)
    {
        if (after is not null && !Identifier.IsValid(after))
        {
            errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        }

        return new(ReadLimit(limit, errors), after);
    }

    public static int ReadLimit(string? limit, FieldErrors errors)
    {
        if (limit is null)
        {
            return LimitDefault;
        }

        if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= LimitMax)
        {
            return n;
        }

        errors.Add(ProblemKinds.Malformed, "limit", "A whole number from 1 to 1000.");
        return LimitDefault;
    }
}
