namespace OrleansCommerce.Server.Demo;

/// <summary>
/// Numbers that depend on a seed and a name alone. The framework's own generator and string hash may change between
/// versions or processes; the demo must be the same everywhere, so that its figures can be compared.
/// </summary>
internal sealed class SeededSequence
{
    private ulong _state;

    public SeededSequence(ulong seed, string name)
    {
        // FNV-1a over the UTF-16 units spreads names that differ in one digit over all 64 bits.
        var hash = 14695981039346656037UL;
        foreach (var unit in name)
            hash = unchecked((hash ^ unit) * 1099511628211UL);
        _state = hash ^ seed;
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound)
    {
        unchecked
        {
            // SplitMix64.
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            mixed ^= mixed >> 31;
            return (int)Math.BigMul(mixed, (ulong)bound, out _);
        }
    }
}
