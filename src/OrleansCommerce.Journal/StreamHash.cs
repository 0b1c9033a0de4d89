using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>A hash of a stream's name. Filters are stored, so theirs must stay the same in every process.</summary>
internal static class StreamHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;
    private const ulong Third = 0xA0761D6478BD642F;

    /// <summary>Of the name as it is in memory: another one, for what is not stored.</summary>
    public static ulong InMemory(string name) => unchecked((ulong)Of(MemoryMarshal.AsBytes(name.AsSpan())));

    /// <param name="name">In UTF-8.</param>
    public static UInt128 Of(ReadOnlySpan<byte> name)
    {
        var hash = First ^ (ulong)name.Length;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name), Second);
        var rest = 0UL;
        for (var i = 0; i < name.Length; i++)
            rest |= (ulong)name[i] << (8 * i);
        hash = Mix(hash ^ rest, Third);
        return new UInt128(Mix(hash ^ Second, First), Mix(hash ^ Third, Second));
    }

    private static ulong Mix(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
