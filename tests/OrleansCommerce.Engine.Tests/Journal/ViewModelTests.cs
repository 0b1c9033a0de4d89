using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>What the view knows of its own state, against a plain list of what every stream lacks.</summary>
public sealed class ViewModelTests : StockViewFixture
{
    private readonly Lacks _unwritten = new();
    private readonly Lacks _unreported = new();
    private readonly List<StockRow> _late = [];
    private readonly Dictionary<(string LocationId, string Sku), StockRow> _shown = [];
    private long _newest;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomChanges_ReportedInAnyOrder_AreCleanAsFarAsALookAtAllOfThemSays(int seed)
    {
        var random = new Random(seed);
        Table.Writing = Wrote;
        for (var step = 0; step < 1_200; step++)
        {
            Step(random);
            Assert.Equal(_unreported.Through(_newest), View.Watermark);
            Assert.Equal(_unreported.Streams, View.Unreported(TimeSpan.Zero, 1_000).Order(StringComparer.Ordinal));
        }
        foreach (var row in _late.ToArray())
            Report(row);
        Flush();
    }

    private void Step(Random random)
    {
        var (sku, location) = (random.Next(9).Number(), random.Next(1, 3).Number());
        switch (random.Next(12))
        {
            case < 6:
                var row = Change(sku, location);
                if (random.Next(3) > 0)
                    Report(row);
                else
                    _late.Add(row);
                break;
            case 6 or 7 when _late.Count > 0:
                var late = _late[random.Next(_late.Count)];
                _late.Remove(late);
                Report(late);
                break;
            case 8:
                Time.Advance(TimeSpan.FromMilliseconds(200));
                Pump.Run();
                break;
            case 9:
                LoseSightOf(sku, location, random.Next(2) == 0 ? AppendFailure.UnknownWritten : AppendFailure.UnknownNotWritten);
                break;
            case 10:
                Reload(sku, location);
                break;
            default:
                Flush();
                break;
        }
    }

    private StockRow Change(string sku, string location)
    {
        Loaded($"stock/{sku}@{location}");
        var row = Durable(sku, location);
        _newest = row.Position;
        Enter($"stock/{sku}@{location}", row.Version, row.Position);
        return row;
    }

    private void LoseSightOf(string sku, string location, AppendFailure failure)
    {
        var loaded = Loaded($"stock/{sku}@{location}");
        Store.Faults.FailNext(failure);
        Assert.Equal([AppendStatus.Unknown], Ends(Queue(loaded, "x")));
        Enter($"stock/{sku}@{location}", loaded.Version + 1, _newest + 1);
    }

    private void Reload(string sku, string location)
    {
        var loaded = Loaded($"stock/{sku}@{location}");
        if (loaded.Version == 0)
            return;
        var row = Some.Row(sku, location, loaded.Version, loaded.Position);
        var isTaken = _unwritten.Streams.Contains($"stock/{sku}@{location}");
        View.Loaded(row);
        if (isTaken)
            Took(row);
    }

    private LoadedStream Loaded(string stream)
    {
        var loaded = Load(stream);
        _newest = Math.Max(_newest, loaded.Position);
        _unwritten.Correct(stream, loaded.Version);
        _unreported.Correct(stream, loaded.Version);
        return loaded;
    }

    private void Enter(string stream, long version, long position)
    {
        _unwritten.Enter(stream, version, position);
        _unreported.Enter(stream, version, position);
    }

    private void Report(StockRow row)
    {
        _late.Remove(row);
        View.Changed(row);
        Took(row);
    }

    private void Took(StockRow row)
    {
        _unreported.Show($"stock/{row.Sku}@{row.LocationId}", row.Version, row.Position);
        if (!_shown.TryGetValue((row.LocationId, row.Sku), out var other) || other.Version < row.Version)
            _shown[(row.LocationId, row.Sku)] = row;
        Assert.Equal(Shown("1"), Pump.Run(View.ByLocation("1", null, 99)));
    }

    private void Flush()
    {
        Pump.Run(View.Flush());
        Assert.Equal(_unwritten.Through(_newest), CleanThrough());
        Assert.Equal(_unwritten.Streams.Count, Progress.Backlog);
        Assert.Equal(Shown("1"), InTable());
        Assert.Equal(Shown("2"), InTable("2"));
    }

    private void Wrote(IReadOnlyList<StockRow> rows)
    {
        foreach (var row in rows)
            _unwritten.Show($"stock/{row.Sku}@{row.LocationId}", row.Version, row.Position);
    }

    private IEnumerable<StockRow> Shown(string location) =>
        _shown.Values.Where(row => row.LocationId == location).OrderBy(row => row.Sku, StringComparer.Ordinal);

    /// <summary>What something does not show of each stream: the newest version, and from which position on.</summary>
    private sealed class Lacks
    {
        private readonly SortedDictionary<string, (long Version, long From)> _lacks = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> Streams => _lacks.Keys;

        public long Through(long newest) => _lacks.Values.Select(lack => lack.From - 1).Append(newest).Min();

        public void Enter(string stream, long version, long position) => _lacks[stream] = _lacks.TryGetValue(stream, out var lack)
            ? (Math.Max(lack.Version, version), Math.Min(lack.From, position))
            : (version, position);

        public void Show(string stream, long version, long position)
        {
            if (!_lacks.TryGetValue(stream, out var lack))
                return;
            if (version >= lack.Version)
                _lacks.Remove(stream);
            else
                _lacks[stream] = (lack.Version, Math.Max(lack.From, position + 1));
        }

        public void Correct(string stream, long version)
        {
            if (!_lacks.TryGetValue(stream, out var lack) || lack.Version <= version)
                return;
            if (version > 0)
                _lacks[stream] = (version, lack.From);
            else
                _lacks.Remove(stream);
        }
    }
}
