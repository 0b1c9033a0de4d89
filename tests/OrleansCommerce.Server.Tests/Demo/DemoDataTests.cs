using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Tests.Demo;

public sealed partial class DemoDataTests
{
    private static readonly DemoData Data = DemoData.Load();

    [Fact]
    public void Stores_Loaded_AreTheWholeChain()
    {
        Assert.Equal(871, Data.Stores.Count);
        Assert.Equal(871, Data.Stores.DistinctBy(store => store.Id).Count());
        Assert.Equal(["AR", "LA", "OK", "TX"], Data.Stores.Select(store => store.State).Distinct().Order());
        Assert.All(Data.Stores, store =>
        {
            Assert.Matches(ContractId(), store.Id);
            Assert.InRange(store.Latitude, 25, 38);
            Assert.InRange(store.Longitude, -107, -88);
            Assert.Matches(@"^\d{5}$", store.PostalCode);
        });
    }

    [Fact]
    public void Skus_Loaded_AreGoodsWithValidIds()
    {
        Assert.Equal(2_438, Data.Skus.Count);
        Assert.Equal(2_438, Data.Skus.DistinctBy(sku => sku.Id).Count());
        Assert.All(Data.Skus, sku =>
        {
            Assert.Matches(ContractId(), sku.Id);
            Assert.True(char.IsAsciiDigit(sku.Id[0]), $"{sku.Id} is no stock code.");
            Assert.NotEmpty(sku.Description);
        });
    }

    [Fact]
    public void OpeningStock_Counted_StaysWithinTheDemoLimit()
    {
        var items = Data.OpeningStock().ToList();
        Assert.Equal(2_438 * DemoData.StoresPerSku, items.Count);
        Assert.InRange(items.Count, 90_000, 100_000);
        Assert.Equal(items.Count, items.DistinctBy(item => (item.Sku, item.LocationId)).Count());
        Assert.All(items, item => Assert.True(item.Quantity >= 1));
    }

    [Fact]
    public void OpeningStock_Quantities_FollowDemandExceptTheScarce()
    {
        var demanded = Data.Skus.ToDictionary(sku => sku.Id, sku => sku.UnitsDemanded);
        var scarce = 0;
        var total = 0;
        foreach (var item in Data.OpeningStock())
        {
            var demand = demanded[item.Sku];
            total++;
            if (item.Quantity <= demand * 0.59)
            {
                scarce++;
                Assert.Equal(Math.Max(1, demand / 20), item.Quantity);
            }
            else
            {
                Assert.InRange(item.Quantity, 1, demand * 1.2 + 5);
            }
        }
        Assert.InRange(scarce, total * 0.003, total * 0.007);
    }

    [Fact]
    public void OpeningStock_OfTheDefaultSeed_IsPinned() =>
        Assert.Equal(
            "37F772C92D324126A579ED00C505350D696C7D24C95F19DB36C69FD334C3BF33",
            Checksum(DemoData.DefaultSeed));

    [Fact]
    public void OpeningStock_ReadTwice_IsTheSame() => Assert.Equal(Checksum(7), Checksum(7));

    [Fact]
    public void OpeningStock_OfAnotherSeed_Differs() => Assert.NotEqual(Checksum(7), Checksum(8));

    [Fact]
    public void OpeningStock_InAnotherCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Checksum(7);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(expected, Checksum(7, DemoData.Load()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void OpeningStock_FirstItem_ComesWithoutTheRest()
    {
        var first = Data.Skus[0].Id;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(first, Data.OpeningStock().First().Sku);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void LoadAndOpeningStock_Timed_TakeUnder300Milliseconds()
    {
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var clock = Stopwatch.StartNew();
            var units = DemoData.Load().OpeningStock().Sum(item => (long)item.Quantity);
            clock.Stop();
            Assert.True(units > 0);
            if (clock.Elapsed < best)
                best = clock.Elapsed;
        }
        // The best of three, since other work may share the machine.
        Assert.InRange(best.TotalMilliseconds, 0, 300);
    }

    private static string Checksum(ulong seed, DemoData? data = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in (data ?? Data).OpeningStock(seed))
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{item.Sku} {item.LocationId} {item.Quantity}\n")));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
    private static partial Regex ContractId();
}
