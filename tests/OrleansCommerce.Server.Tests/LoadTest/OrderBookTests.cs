using System.Text.RegularExpressions;
using OrleansCommerce.LoadTest.Orders;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class OrderBookTests
{
    private static readonly OrderBook Book = OrderBook.Load();

    [Fact]
    public void Week_Loaded_IsTheWholeWeekInOrder()
    {
        Assert.Equal(894, Book.Invoices.Count);
        Assert.Equal(894, Book.Invoices.DistinctBy(invoice => invoice.Number).Count());
        Assert.Equal(21_112, Book.Invoices.Sum(invoice => invoice.Lines.Count));
        Assert.Equal(121, Book.Invoices.Count(invoice => invoice.IsCancellation));
        Assert.Equal(Book.Invoices.Select(invoice => invoice.At).Order(), Book.Invoices.Select(invoice => invoice.At));
        Assert.Equal(9, Book.Invoices.SelectMany(i => i.Lines).Select(line => line.Sku).Distinct().Count(sku => !StockCode.IsGoods(sku)));
    }

    [Fact]
    public void Customers_Loaded_LiveWithin60KilometresOfAStore()
    {
        Assert.Equal(724, Book.Customers.Count);
        Assert.Equal(110, Book.Customers.Keys.Count(id => id.StartsWith("guest-", StringComparison.Ordinal)));
        Assert.All(Book.Invoices, invoice => Assert.True(Book.Customers.ContainsKey(invoice.Customer), invoice.Customer));
        Assert.All(Book.Customers, customer =>
        {
            Assert.Matches(new Regex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"), customer.Key);
            Assert.InRange(Book.Stores.Values.Min(store => store.DistanceM(customer.Value)), 0, 60_000);
        });
    }

    [Fact]
    public void DemoSkus_OfTheServer_AreTheGoodsOfTheWeekWithTheirDemand()
    {
        var left = Book.Invoices.SelectMany(invoice => invoice.Lines.Select(line => (invoice.IsCancellation, line)))
            .Where(entry => StockCode.IsGoods(entry.line.Sku))
            .GroupBy(entry => entry.line.Sku)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Where(entry => !entry.IsCancellation).Sum(entry => Math.Abs(entry.line.Quantity))));
        Assert.Equal(left, DemoData.Load().Skus.Select(sku => (sku.Id, sku.UnitsDemanded)));
    }
}
