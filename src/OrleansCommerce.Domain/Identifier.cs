namespace OrleansCommerce.Domain;

/// <summary>
/// What every id of the public contract looks like: 1–64 characters of letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, <c>:</c>,
/// the first a letter or digit (ASCII). Hence <c>@</c> and <c>/</c> are free to join ids into keys.
/// </summary>
public static class Identifier
{
    public const int LengthMax = 64;

    /// <param name="lengthMax">Longer for ids that are made of others, which no client chooses.</param>
    public static bool IsValid(string? id, int lengthMax = LengthMax)
    {
        if (string.IsNullOrEmpty(id) || id.Length > lengthMax || !char.IsAsciiLetterOrDigit(id[0]))
        {
            return false;
        }

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or ':'))
            {
                return false;
            }
        }

        return true;
    }
}
