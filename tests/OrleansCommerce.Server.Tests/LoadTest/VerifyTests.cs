namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeBooks _books = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_NothingLost_Passes()
    {
        await using var server = await ReplayedAsync();
        var run = await VerifyAsync(server);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("books balanced", run.Output, StringComparison.Ordinal);
        var lines = File.ReadLines(_folder.File("acknowledged.ndjson")).ToList();
        Assert.Equal(_books.Reservations.Count * 3 + _books.Movements.Count, lines.Count);
    }

    [Fact]
    public async Task Verify_ReservationGone_Fails()
    {
        await using var server = await ReplayedAsync();
        _books.Reservations.Remove("or-576080");
        await AssertLossAsync(server, "lost reservation or-576080, acknowledged as Fulfilled: 404");
    }

    [Fact]
    public async Task Verify_ReservationFellBack_Fails()
    {
        await using var server = await ReplayedAsync();
        _books.Reservations["or-576080"].State = "confirmed";
        await AssertLossAsync(server, "lost reservation or-576080, acknowledged as Fulfilled, is confirmed");
    }

    [Fact]
    public async Task Verify_ReservationHasOtherContent_Fails()
    {
        await using var server = await ReplayedAsync();
        var request = _books.Reservations["or-576080"].Request;
        _books.Reservations["or-576080"] = new FakeReservation(request with { Lines = [.. request.Lines.Skip(1)] }) { State = "fulfilled" };
        await AssertLossAsync(server, "lost reservation or-576080:");
    }

    [Fact]
    public async Task Verify_MovementUndone_Fails()
    {
        await using var server = await ReplayedAsync();
        Assert.NotEmpty(_books.Movements);
        foreach (var item in _books.Items.Values)
            item.Version = 1;
        await AssertLossAsync(server, "is at version 1");
    }

    [Fact]
    public async Task Verify_BooksDoNotBalance_Fails()
    {
        await using var server = await ReplayedAsync();
        _books.IsBalanced = false;
        await AssertLossAsync(server, "books NOT balanced");
    }

    [Theory]
    [InlineData("held", -1, "expired", 0)]
    [InlineData("held", 3600, "expired", 1)]
    [InlineData("confirmed", -1, "expired", 1)]
    [InlineData("held", 3600, "released", 1)]
    [InlineData("confirmed", 3600, "fulfilled", 0)]
    [InlineData("confirmed", 3600, "held", 1)]
    public async Task Verify_AcknowledgedState_IsHeldAgainstTheState(string acknowledged, int expiresInS, string state, int exitCode)
    {
        _books.Reserve(new("r-1", 600, "c-1", []));
        _books.Reservations["r-1"].State = state;
        await using var server = await FakeServer.StartAsync(_books);
        var expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(expiresInS);
        await WriteAsync($$"""{"id":"r-1","state":"{{acknowledged}}","units":0,"expiresAt":"{{expiresAt:O}}"}""" + "\n");
        var run = await VerifyAsync(server);
        Assert.True(run.ExitCode == exitCode, run.Output);
    }

    [Fact]
    public async Task Verify_LastLineCutShort_ChecksTheRest()
    {
        await using var server = await ReplayedAsync();
        await File.AppendAllTextAsync(_folder.File("acknowledged.ndjson"), """{"id":"or-9""", TestContext.Current.CancellationToken);
        var run = await VerifyAsync(server);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Fact]
    public async Task Verify_JournalIsNone_IsNotRun()
    {
        await using var server = await FakeServer.StartAsync(_books);
        Assert.Equal(2, (await VerifyAsync(server)).ExitCode);
        await WriteAsync("{}\nnonsense\n");
        var run = await VerifyAsync(server);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is no acknowledgement", run.Output, StringComparison.Ordinal);
    }

    private async Task<FakeServer> ReplayedAsync()
    {
        var server = await FakeServer.StartAsync(_books, FakeFaults.Many);
        await ToolRun.ReplayAsync(_folder, server.Url, "--limit", "60", "--journal", _folder.File("acknowledged.ndjson"));
        return server;
    }

    private Task<ToolRun> VerifyAsync(FakeServer server) =>
        ToolRun.OfAsync("verify", "--url", server.Url, "--journal", _folder.File("acknowledged.ndjson"));

    private async Task AssertLossAsync(FakeServer server, string message)
    {
        var run = await VerifyAsync(server);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
    }

    private Task WriteAsync(string journal) =>
        File.WriteAllTextAsync(_folder.File("acknowledged.ndjson"), journal, TestContext.Current.CancellationToken);
}
