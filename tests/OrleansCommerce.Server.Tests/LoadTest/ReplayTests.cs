using System.Text.Json;
using OrleansCommerce.LoadTest.Orders;

namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class ReplayTests : IDisposable
{
    private const string Limit = "150";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_HealthyServer_PutsTheWeekInItsBooks()
    {
        var books = new FakeBooks();
        var opening = books.OnHand;
        await using var server = await FakeServer.StartAsync(books);
        var (run, report) = await ToolRun.ReplayAsync(_folder, server.Url);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("books balanced: 97,520 items", run.Output, StringComparison.Ordinal);
        Assert.Contains("894 of 894 invoices", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal(894, Count(report, "invoices"));
        Assert.Equal(0, Count(report, "errors"));
        Assert.Equal(Count(report, "orders"), Count(report, "ordersAccepted") + Count(report, "ordersRefused"));
        Assert.Equal(Count(report, "lines"), Count(report, "linesAccepted") + Count(report, "linesRefused"));
        Assert.Equal(books.Reservations.Values.Sum(r => r.Request.Lines.Count), Count(report, "linesAccepted"));
        Assert.Equal(books.Movements.Count, Count(report, "returns") + Count(report, "writeOffs"));
        Assert.All(books.Reservations.Values, reservation => Assert.Equal("fulfilled", reservation.State));
        var moved = books.Movements.Values.Sum(m => (long)(m.Kind == "damage" ? -m.Quantity : m.Quantity));
        var sold = books.Reservations.Values.SelectMany(r => r.Request.Lines).Sum(line => (long)line.Quantity);
        Assert.Equal(opening + moved - sold, books.OnHand);
        // Scarce items exist so that refusals are seen.
        Assert.InRange(Count(report, "ordersRefused"), 1, 200);
        Assert.True(Count(report, "shortfallLines") > 0);
    }

    [Fact]
    public async Task Replay_FaultyServer_CountsEveryRequestOnce()
    {
        var books = new FakeBooks();
        var faults = FakeFaults.Many;
        await using var server = await FakeServer.StartAsync(books, faults);
        var (run, report) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", Limit);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.True(faults.Injected(Fault.DroppedAfter) > 10);
        var injected = faults.Requests - faults.Injected(Fault.None);
        Assert.Equal(injected, report.GetProperty("retries").GetInt64());
        Assert.Equal(books.Reservations.Values.Sum(r => r.Request.Lines.Count), Count(report, "linesAccepted"));
        Assert.Equal(books.Movements.Count, Count(report, "returns") + Count(report, "writeOffs"));
        Assert.Empty(books.Reused);
    }

    [Fact]
    public async Task Replay_RunAgain_RepeatsTheSameContentAndChangesNothing()
    {
        var books = new FakeBooks();
        await using var server = await FakeServer.StartAsync(books);
        var (_, first) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", Limit);
        var (onHand, reservations) = (books.OnHand, books.Reservations.Count);
        // A location that was added in between must not draw orders to itself.
        foreach (var sku in books.Items.Keys.Select(key => key.Sku).Distinct().ToList())
            books.Add(sku, "a-new-warehouse", 1_000_000);
        var (run, second) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", Limit, "--concurrency", "3");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Empty(books.Reused);
        Assert.Equal(reservations, books.Reservations.Count);
        Assert.Equal(onHand, books.OnHand - books.Items.Where(entry => entry.Key.LocationId == "a-new-warehouse").Sum(entry => (long)entry.Value.OnHand));
        Assert.Equal(Count(first, "linesAccepted"), Count(second, "linesAccepted"));
    }

    [Fact]
    public async Task Replay_ServerKilledAndRestarted_GoesOnWhereItWas()
    {
        var books = new FakeBooks();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var faults = new FakeFaults(n =>
        {
            if (n == 120)
                reached.SetResult();
            return Fault.None;
        });
        await using var first = await FakeServer.StartAsync(books, faults);
        var replay = ToolRun.ReplayAsync(_folder, first.Url, "--limit", "400");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var port = first.Port;
        await first.KillAsync();
        await using var second = await FakeServer.StartAsync(books, FakeFaults.None, port);
        var (run, report) = await replay;

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.True(report.GetProperty("retries").GetInt64() > 0);
        Assert.Equal(books.Reservations.Values.Sum(r => r.Request.Lines.Count), Count(report, "linesAccepted"));
        Assert.Empty(books.Reused);
    }

    [Fact]
    public async Task Replay_InvoicesOfOneCustomer_NeverOvertake()
    {
        var books = new FakeBooks();
        await using var server = await FakeServer.StartAsync(books, FakeFaults.Many);
        await ToolRun.ReplayAsync(_folder, server.Url, "--limit", "400", "--concurrency", "64");

        var place = OrderBook.Load().Invoices.Select((invoice, i) => (invoice.Number, i)).ToDictionary(entry => entry.Number, entry => entry.i);
        var withSeveral = 0;
        foreach (var customer in books.Arrivals.GroupBy(request => request.CustomerId))
        {
            var order = customer.Select(request => place[request.ReservationId.Split('-')[1].Split('.')[0]]).ToList();
            Assert.Equal(order.Order(), order);
            withSeveral += order.Distinct().Count() > 1 ? 1 : 0;
        }
        Assert.True(withSeveral > 10, "Too few customers ordered twice for this to be a test.");
    }

    [Fact]
    public async Task Replay_BooksDoNotBalance_Fails()
    {
        await using var server = await FakeServer.StartAsync(new FakeBooks { IsBalanced = false });
        var (run, report) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", "5");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("books NOT balanced", run.Output, StringComparison.Ordinal);
        Assert.False(report.GetProperty("passed").GetBoolean());
    }

    [Fact]
    public async Task Replay_ServerHasABug_CountsErrorsAndFails()
    {
        await using var server = await FakeServer.StartAsync(new FakeBooks(), FakeFaults.Always(Fault.Bug));
        var (run, report) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", "5");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(5, Count(report, "errors"));
        Assert.Equal(0, report.GetProperty("retries").GetInt64());
        Assert.Contains("error reserve or-576080: 500", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ServerStaysUnavailable_GivesUpWithinTheBound()
    {
        await using var server = await FakeServer.StartAsync(new FakeBooks(), FakeFaults.Always(Fault.Unavailable));
        var (run, report) = await ToolRun.ReplayAsync(_folder, server.Url, "--limit", "5", "--retry-for", "0.2");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(5, Count(report, "errors"));
        Assert.InRange(report.GetProperty("durationS").GetDouble(), 0, 5);
        Assert.Contains("given up after", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_EmptyStore_IsNotRun()
    {
        var books = new FakeBooks();
        books.Clear();
        await using var server = await FakeServer.StartAsync(books);
        var run = await ToolRun.OfAsync("replay", "--url", server.Url, "--limit", "5");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("with its demo data", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_NobodyListens_SaysSoWithinTheBound()
    {
        string url;
        await using (var server = await FakeServer.StartAsync(new FakeBooks()))
            url = server.Url;
        var run = await ToolRun.OfAsync("replay", "--url", url, "--ready-within", "0.3");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("was not ready within", run.Output, StringComparison.Ordinal);
    }

    private static long Count(JsonElement report, string name) => report.GetProperty("counts").GetProperty(name).GetInt64();
}
