using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>
/// A Bloom filter in blocks of 512 bits: a key has seven bits in one block, so that asking costs one look into memory. At sixteen bits a key
/// about one unknown key in a thousand looks as if it were known, at twelve about one in two hundred.
/// </summary>
internal sealed class FilterBits
{
    public const int BlockBits = BlockWords * 64;

    private const int BlockWords = 8;
    private const int BitsSet = 7;

    private ulong[] _words;

    public FilterBits(int blocks) => _words = new ulong[checked(blocks * BlockWords)];

    /// <summary>Reads the stored form.</summary>
    public FilterBits(ReadOnlySpan<byte> stored) => _words = MemoryMarshal.Cast<byte, ulong>(stored).ToArray();

    /// <summary>The stored form.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words);

    public int Blocks => _words.Length / BlockWords;

    /// <param name="hash">Of the key: one half says where, the other one what.</param>
    public void Add(UInt128 hash)
    {
        var (block, bits) = Place(hash);
        for (var i = 0; i < BitsSet; i++, bits >>= 9)
            _words[block + (int)((bits >> 6) & (BlockWords - 1))] |= 1UL << (int)(bits & 63);
    }

    /// <summary>False only for a key that was not added.</summary>
    public bool MayHave(UInt128 hash)
    {
        var (block, bits) = Place(hash);
        for (var i = 0; i < BitsSet; i++, bits >>= 9)
        {
            if ((_words[block + (int)((bits >> 6) & (BlockWords - 1))] & (1UL << (int)(bits & 63))) == 0)
                return false;
        }
        return true;
    }

    /// <summary>Makes it half as large; of an even number of blocks, each two become the one that both would have been.</summary>
    public void Halve()
    {
        var half = new ulong[_words.Length / 2];
        for (var i = 0; i < _words.Length; i++)
            half[(i / (2 * BlockWords) * BlockWords) + (i % BlockWords)] |= _words[i];
        _words = half;
    }

    private (int Block, ulong Bits) Place(UInt128 hash)
    {
        var (upper, lower) = unchecked(((ulong)(hash >> 64), (ulong)hash));
        return ((int)Math.BigMul(upper, (ulong)Blocks, out _) * BlockWords, lower);
    }
}
