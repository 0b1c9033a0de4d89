namespace Orleans.Runtime;

/// <summary>FNV-1a over UTF-16 units: the runtime's own string hash differs from process to process.</summary>
internal static class StableHash
{
    public static int Of(ReadOnlySpan<char> text)
    {
        unchecked
        {
            var hash = 2166136261u;
            foreach (var unit in text)
                hash = (hash ^ unit) * 16777619u;
            return (int)hash;
        }
    }

    public static int Combine(int first, int second) => unchecked((first * 16777619) ^ second);
}
