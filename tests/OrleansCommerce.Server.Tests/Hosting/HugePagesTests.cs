using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.Server.Tests.Hosting;

/// <summary>What is asked of the system for the collector's heap, and that it is asked for nothing else.</summary>
public sealed class HugePagesTests
{
    private const string Details = "/proc/self/smaps";
    private const ulong Mb = 1 << 20;

    private static readonly MemoryMapping Reserve = new(0x20 * Mb, 0x400 * Mb, "---p");

    [Theory]
    [InlineData("7f00-8f00 rw-p 00000000 00:00 0", "rw-p")]
    [InlineData("7f00-8f00 ---p 00000000 00:00 0 ", "---p")]
    [InlineData("7f00-8f00 rw-p 00000000 00:00 0      [stack]", "")]
    [InlineData("7f00-8f00 r-xp 00000000 fe:00 1234   /usr/lib/some library.so", "")]
    public void Parse_ALineOfTheList_SaysWhereAndWhatMayBeDone(string line, string rights) =>
        Assert.Equal(new MemoryMapping(0x7f00, 0x8f00, rights), MemoryMapping.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("VmFlags: rd wr mr mw me ac sd hg")]
    [InlineData("not-hex rw-p 00000000 00:00 0")]
    public void Parse_AnotherLine_IsNone(string line) => Assert.Null(MemoryMapping.Parse(line));

    [Fact]
    public void ReservedBehind_UsableAndSmallReservesBetween_IsTheLargeOne() =>
        Assert.Equal(Reserve, MemoryMapping.ReservedBehind(0x11 * Mb, Before("rw-p", "---p")));

    [Theory]
    [InlineData("r-xp")]
    [InlineData("rw-s")]
    [InlineData("")]
    public void ReservedBehind_AnythingElseBetween_IsNothing(string rights) =>
        Assert.Equal(default, MemoryMapping.ReservedBehind(0x11 * Mb, Before("rw-p", rights)));

    [Fact]
    public void ReservedBehind_AGapBetween_IsNothing() =>
        Assert.Equal(default, MemoryMapping.ReservedBehind(0x11 * Mb, [new(0x10 * Mb, 0x18 * Mb, "rw-p"), Reserve]));

    [Fact]
    public void ReservedBehind_NothingLargeOrNothingThere_IsNothing()
    {
        Assert.Equal(default, MemoryMapping.ReservedBehind(0x11 * Mb, [new(0x10 * Mb, 0x18 * Mb, "rw-p"), new(0x18 * Mb, 0x58 * Mb, "---p")]));
        Assert.Equal(default, MemoryMapping.ReservedBehind(0x8 * Mb, Before("rw-p", "---p")));
    }

    [Fact]
    public void Ask_OnLinux_MarksTheHeapForLargePagesAndLeavesItUsable()
    {
        var heap = HugePages.Reserved();
        Assert.SkipUnless(heap.Length > 0 && HugePages.Ask(heap), "This system has no large pages to ask for.");
        Assert.Contains("hg", FlagsAt(heap.From));
        for (var i = 0; i < 3; i++)
        {
            var bytes = new byte[32 << 20];
            bytes.AsSpan().Fill((byte)i);
            GC.Collect();
            Assert.True(HugePages.Ask(heap));
            Assert.Equal((byte)i, bytes[^1]);
        }
    }

    private static IEnumerable<MemoryMapping> Before(string first, string second) =>
    [
        new(0x1 * Mb, 0x2 * Mb, "r-xp"), new(0x10 * Mb, 0x18 * Mb, first), new(0x18 * Mb, 0x20 * Mb, second), Reserve,
    ];

    private static string[] FlagsAt(ulong address)
    {
        var isThere = false;
        foreach (var line in File.ReadLines(Details))
        {
            if (MemoryMapping.Parse(line) is { } mapping)
                isThere = address >= mapping.From && address < mapping.To;
            else if (isThere && line.StartsWith("VmFlags:", StringComparison.Ordinal))
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        return [];
    }
}
