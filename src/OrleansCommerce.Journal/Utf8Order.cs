namespace OrleansCommerce.Journal;

/// <summary>Orders strings as their UTF-8 bytes, which is the order that the databases keep them in.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Comparer = new();

    public int Compare(string? x, string? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
            return x.Length.CompareTo(y.Length);
        return Rank(x[common]).CompareTo(Rank(y[common]));
    }

    // UTF-16 puts surrogates before the last block of the basic plane; UTF-8 puts the characters they stand for after it.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
