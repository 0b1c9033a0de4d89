using System.Text;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>The stored form of a snapshot is read for years: it is held against one that was committed.</summary>
public sealed class StockSnapshotFormTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 0, 0, 250, TimeSpan.Zero);

    private static readonly HoldFigures Ended = new("r-0", HoldStatus.Released, 4, 4, null, Time, 60, null, true);

    private static readonly StockSnapshot Snapshot = new(
        17, Time, 90, 3, 2, 100, 10, true,
        [
            new HoldSnapshot("r-1", 5, 2, 600, "c-9", false, Time.AddSeconds(600), Time.AddSeconds(900), true, 0, null),
            new HoldSnapshot("r-2", 1, 1, 60, null, true, Time.AddSeconds(60), Time.AddSeconds(60), false, 3, Time),
        ],
        [
            new Moved(Time, "m-1", MovementKind.Receipt, 100, 100, "po-7", Time, new(1, 100, 0, 0, 0, 100, 0, 0, null, Time), 0),
            new Extended(Time, "r-1", Time.AddSeconds(900), 600, "e-1", new("r-1", HoldStatus.Held, 5, 5, Time.AddSeconds(900), Time, 600, "c-9", false)),
            new Fulfilled(Time, "r-1", 3, "f-1", new("r-1", HoldStatus.Confirmed, 5, 2, null, Time, 600, "c-9", false)),
            new HoldEnded(Time, HoldEnd.Released, Ended),
        ]);

    private static readonly StockFeeds Feeds = new(
        [new(null, int.MaxValue, 0, Time, 7), new("erp", 6, 4, Time.AddHours(1), 90)], [new(Time.AddMinutes(5), -2)], Time.AddHours(-3));

    private const string StoredFeeds =
        """{"counts":[{"precedence":2147483647,"at":"2026-11-22T10:00:00.25+00:00","onHand":7},{"source":"erp","precedence":6,"version":4,"at":"2026-11-22T11:00:00.25+00:00","onHand":90}],"moves":[{"at":"2026-11-22T10:05:00.25+00:00","delta":-2}],"knownSince":"2026-11-22T07:00:00.25+00:00"}""";

    private static string Stored => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Grains", "stock-snapshot-1.json")).Trim();

    [Fact]
    public void Snapshot_Encoded_IsAsItWasCommitted() => Assert.Equal(Stored, Encoding.UTF8.GetString(StockSnapshotForm.Encode(Snapshot).Span));

    [Fact]
    public void Snapshot_AsItWasCommitted_IsRead()
    {
        var read = StockSnapshotForm.Decode(new Snapshot(17, Encoding.UTF8.GetBytes(Stored)));

        Assert.Equal(Snapshot.Holds, read.Holds);
        Assert.Equal(Snapshot.Remembered, read.Remembered);
        Assert.Equal(Snapshot with { Holds = default, Remembered = default }, read with { Holds = default, Remembered = default });
    }

    [Fact]
    public void Snapshot_OfAnItemWithFeeds_IsAsItWasCommittedAndRead()
    {
        var stored = Stored.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal)[..^1] + $",\"feeds\":{StoredFeeds}}}";
        Assert.Equal(stored, Encoding.UTF8.GetString(StockSnapshotForm.Encode(Snapshot with { Feeds = Feeds }).Span));
        var read = StockSnapshotForm.Decode(new Snapshot(17, Encoding.UTF8.GetBytes(stored))).Feeds!;
        Assert.Equal(Feeds.Counts, read.Counts);
        Assert.Equal(Feeds.Moves, read.Moves);
        Assert.Equal(Feeds.KnownSince, read.KnownSince);
    }

    [Fact]
    public void Snapshot_OfAnEmptyItem_IsReadBack()
    {
        var read = StockSnapshotForm.Decode(new Snapshot(0, StockSnapshotForm.Encode(new StockState().ToSnapshot())));

        Assert.False(StockState.From(read).Exists);
    }

    [Theory]
    [InlineData("""{"format":3,"version":17,"holds":[],"remembered":[]}""", "format 3")]
    [InlineData("""{"version":17,"holds":[],"remembered":[]}""", "format 0")]
    [InlineData("""{"format":1,"version":16,"holds":[],"remembered":[]}""", "version 16")]
    [InlineData("no JSON", "not readable")]
    public void Snapshot_OfWhatThisVersionDoesNotKnow_IsRefusedByName(string stored, string says)
    {
        var refusal = Assert.Throws<JournalFormatException>(() => StockSnapshotForm.Decode(new Snapshot(17, Encoding.UTF8.GetBytes(stored))));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }
}
