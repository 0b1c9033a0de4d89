using System.Text;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class FrameCodecTests
{
    private static readonly JournalRecord[] Records =
    [
        new("Received", "", "import", Some.Time, Encoding.UTF8.GetBytes("""{"quantity":12}"""), null),
        new("Reserved", "r-1", "kiosk é", Some.Time.AddMilliseconds(5), Encoding.UTF8.GetBytes("""{"quantity":2}"""), CommandId.Of("reservation", "r-1")),
        new("Reserved", "r-2", "kiosk é", Some.Time.AddTicks(-1), ReadOnlyMemory<byte>.Empty, CommandId.Of("reservation", "r-2")),
    ];

    [Fact]
    public void Frame_Encoded_IsDecoded()
    {
        var decoded = FrameCodec.Decode("stock/a@1", 5, 77, FrameCodec.Encode(Records));

        Assert.Equal([5, 6, 7], decoded.Select(record => record.Version));
        Assert.All(decoded, record => Assert.Equal(("stock/a@1", 77), (record.Stream, record.Position)));
        AssertSame(Records, decoded);
    }

    [Fact]
    public void Frame_StoredByFormat1_IsStillReadAndWrittenAlike()
    {
        var stored = Convert.FromHexString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Journal", "frame-format-1.hex")).Trim());

        AssertSame(Records, FrameCodec.Decode("stock/a@1", 1, 1, stored));
        Assert.Equal(Convert.ToHexStringLower(stored), Convert.ToHexStringLower(FrameCodec.Encode(Records)));
    }

    [Fact]
    public void Frame_OfManyTexts_IsDecoded()
    {
        var records = Enumerable.Range(0, 500)
            .Select(i => new JournalRecord($"kind {i % 40}", $"order-{i}", $"actor {i % 3}", Some.Time.AddSeconds(-i), new byte[i], null)).ToArray();

        AssertSame(records, FrameCodec.Decode("s", 1, 1, FrameCodec.Encode(records)));
    }

    [Fact]
    public void Frame_OfAnotherFormat_IsRefused()
    {
        var payload = FrameCodec.Encode(Records);
        payload[0] = 9;

        var refusal = Assert.Throws<JournalFormatException>(() => FrameCodec.Decode("stock/a@1", 1, 3, payload));

        Assert.Contains("stock/a@1 at position 3 has format 9; this program reads format 1", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<JournalFormatException>(() => FrameCodec.Decode("s", 1, 1, ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void Frame_WithAnyByteChangedOrMissing_IsRefused()
    {
        var payload = FrameCodec.Encode(Records);
        for (var i = 0; i < payload.Length; i++)
        {
            var damaged = payload.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<JournalFormatException>(() => FrameCodec.Decode("s", 1, 1, damaged));
            Assert.Throws<JournalFormatException>(() => FrameCodec.Decode("s", 1, 1, payload.AsMemory(0, i)));
        }
    }

    private static void AssertSame(JournalRecord[] expected, StoredRecord[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (sent, stored) in expected.Zip(actual))
        {
            Assert.Equal(sent with { Body = default }, stored.Record with { Body = default });
            Assert.Equal(sent.Body.ToArray(), stored.Record.Body.ToArray());
        }
    }
}
