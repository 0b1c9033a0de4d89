using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>
/// The identity of a command: unique in the whole journal, so that a command is carried out once however often it is sent.
/// The scope keeps ids of different kinds apart; it is part of the value and cannot be read back from it.
/// </summary>
public readonly record struct CommandId(UInt128 Value)
{
    /// <summary>The length of the stored form in bytes.</summary>
    public const int Size = 16;

    /// <summary>The first 128 bits of SHA-256 over the scope, the byte 0x1F and the id, both as UTF-8.</summary>
    public static CommandId Of(string scope, string id)
    {
        var length = Encoding.UTF8.GetByteCount(scope) + 1 + Encoding.UTF8.GetByteCount(id);
        var text = length <= 512 ? stackalloc byte[length] : new byte[length];
        var split = Encoding.UTF8.GetBytes(scope, text);
        text[split] = 0x1F;
        Encoding.UTF8.GetBytes(id, text[(split + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return Read(hash);
    }

    /// <summary>Reads the stored form: 16 bytes, big-endian.</summary>
    public static CommandId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes the stored form: 16 bytes, big-endian.</summary>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    public override string ToString() => Value.ToString("x32", null);
}
