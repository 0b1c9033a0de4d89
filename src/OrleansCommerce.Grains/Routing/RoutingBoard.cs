using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// What this process knows of every described location, for all requests at once. What changed in this process is there with the next
/// look (<see cref="Period"/>); all locations are asked again in turn, spread over <see cref="Round"/>, because time goes on and other
/// processes change them, too. A process that is alone asks only those for which time has brought something new.
/// </summary>
public sealed class RoutingBoard(IGrainFactory grains, AggregateServices services, CapacityWatch watch)
{
    /// <summary>Locations beyond it, in the order of ids, are not routed to.</summary>
    public const int LocationsMax = LocationIndex.LocationsMax;

    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>In which every location is asked once.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(2.5);

    /// <summary>What nobody has looked at for so long is read before it is answered.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(5);

    /// <summary>Where the turn of a few locations comes with each look, their names are not listed anew with each.</summary>
    private static readonly TimeSpan ListingPause = TimeSpan.FromMilliseconds(500);

    private const int PageNames = 1_000;
    private const int ReadsAtOnce = 512;

    /// <summary>Facts that only say the same of a later time wait so long for others, since a board is made whole.</summary>
    private static readonly TimeSpan SameFactsWait = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocationFacts> _read = new(StringComparer.Ordinal);
    private Task<LocationBoard>? _running;
    private Made? _made;
    private string[] _ids = [];
    private int _next;
    private long _listedAt;
    private bool _hasNews;

    /// <summary>Described locations that there was no room for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The board as it was made last, however long ago; null: it never was.</summary>
    public LocationBoard? Last => Volatile.Read(ref _made)?.Board;

    /// <summary>The board, at most <see cref="AgeMax"/> old.</summary>
    /// <exception cref="RetriableException">It could not be read.</exception>
    /// <exception cref="JournalUnavailableException">It could not be read.</exception>
    public ValueTask<LocationBoard> Current() =>
        Volatile.Read(ref _made) is not { } made || services.Clock.Now - made.LookedAt >= AgeMax ? new(Look(isWhole: true))
        : made.Descriptions < watch.Descriptions ? new(LookAtDescribed(watch.Descriptions))
        : new(made.Board);

    /// <summary>Whoever has described a location is routed to it with the next request, not with the next look.</summary>
    private async Task<LocationBoard> LookAtDescribed(long descriptions)
    {
        var board = await Look();

        // That look may have begun before.
        return Volatile.Read(ref _made) is { } made && made.Descriptions >= descriptions ? board : await Look();
    }

    /// <summary>One look: at what has changed, and at those whose turn it is.</summary>
    public Task<LocationBoard> Look() => Look(isWhole: _made is null);

    /// <summary>One location as it is at this moment; null where nothing can be routed there.</summary>
    public Task<LocationFacts?> Read(string locationId) => grains.GetGrain<ICapacityGrain>(locationId).Outlook();

    private Task<LocationBoard> Look(bool isWhole)
    {
        lock (_gate)
        {
            return _running is { IsCompleted: false } running ? running : _running = LookOnce(isWhole || _made is null);
        }
    }

    private async Task<LocationBoard> LookOnce(bool isWhole)
    {
        var at = services.Clock.Now;
        var descriptions = watch.Descriptions;
        var changed = watch.TakeChanged();
        if (isWhole || (_next >= _ids.Length && services.Clock.Provider.GetElapsedTime(_listedAt) >= ListingPause))
        {
            _ids = await ListLocations();
            (_next, _listedAt) = (0, services.Clock.Provider.GetTimestamp());
        }

        var share = isWhole ? _ids.Length : (int)Math.Ceiling(_ids.Length * (Period / Round));
        var turn = _ids.Skip(_next).Take(share).Where(id => !IsKnownUntil(id, at));
        _next += share;
        foreach (var some in turn.ToList().Concat(changed).Distinct(StringComparer.Ordinal).Chunk(ReadsAtOnce))
        {
            var facts = await Task.WhenAll(some.Select(Ask));
            foreach (var (id, read) in some.Zip(facts))
            {
                _hasNews |= _read.GetValueOrDefault(id) is { } known ? read is null || !known.SaysTheSame(read) : read is not null;
                if (read is not null)
                {
                    _read[id] = read;
                }
                else
                {
                    _read.Remove(id);
                }
            }
        }

        return Make(at, descriptions);
    }

    /// <summary>
    /// Whether a location must be what it was, and is noted as of now: nobody but this process changes anything, it has heard of no change,
    /// and no slot or dispatch can be ordered no longer before its turn comes again.
    /// </summary>
    private bool IsKnownUntil(string locationId, DateTimeOffset at)
    {
        if (services.Heads is not null || !_read.TryGetValue(locationId, out var known) || known.Slots.IsEmpty
            || known.Slots.Any(slot => slot.OrderBy <= at + Round) || known.Dispatches.Any(dispatch => dispatch.OrderBy <= at + Round))
        {
            return false;
        }

        _read[locationId] = known with { AsOf = at };
        return true;
    }

    /// <summary>What can't be asked now is shown as it was, which its time tells.</summary>
    private async Task<LocationFacts?> Ask(string locationId)
    {
        try
        {
            return await Read(locationId);
        }
        catch (Exception e) when (!RetriableException.Covers(e) || _read.ContainsKey(locationId))
        {
            // One that can't be read at all is no reason to route nowhere.
            return _read.GetValueOrDefault(locationId);
        }
    }

    private LocationBoard Make(DateTimeOffset at, long descriptions)
    {
        var made = _made;
        if (made is not null && !_hasNews && at - made.MadeAt < SameFactsWait)
        {
            _made = made with { LookedAt = at, Descriptions = descriptions };
            return made.Board;
        }

        LeftOut = Math.Max(0, _read.Count - LocationsMax);
        var facts = LeftOut == 0 ? _read.Values : _read.OrderBy(entry => entry.Key, StringComparer.Ordinal).Take(LocationsMax).Select(entry => entry.Value);
        var isSameSet = made is not null && LeftOut == 0 && made.Board.Count == _read.Count
            && _read.Keys.All(id => made.Board.Index.Find(id) is not null);
        var board = isSameSet ? made!.Board.With(_read.Values) : LocationBoard.Of(facts);
        _hasNews = false;
        _made = new(board, at, at, descriptions);
        return board;
    }

    private async Task<string[]> ListLocations()
    {
        const string prefix = LocationGrain.JournalPrefix;
        var ids = new List<string>();
        for (string? after = null; ;)
        {
            var names = await services.Journal.ListStreams(prefix, after, PageNames);
            ids.AddRange(names.Select(name => name[prefix.Length..]));
            if (names.Count < PageNames)
            {
                return [.. ids];
            }

            after = names[^1];
        }
    }

    private sealed record Made(LocationBoard Board, DateTimeOffset MadeAt, DateTimeOffset LookedAt, long Descriptions);
}
