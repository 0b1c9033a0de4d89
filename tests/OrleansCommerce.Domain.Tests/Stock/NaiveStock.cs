using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>
/// One stock item in the plainest way there is: a list of holds and a list of movements, scanned and added up each time, and a memory of
/// ids without an end. It shares no code with the machine it is held against.
/// </summary>
internal sealed partial class NaiveStock
{
    private readonly List<NaiveHold> _holds = [];
    private readonly List<long> _deltas = [];
    private readonly List<(string Id, HoldFigures End, int Turn)> _ended = [];
    private readonly Dictionary<string, (StockCommand Asked, Expected Answer, int Turn)> _answered = [];
    private readonly NaiveFeeds _feeds = new();
    private long _safety;
    private long _damaged;
    private long _version;
    private int _turn;
    private int _turnSeen;
    private DateTimeOffset _time;

    public List<string> ExpiredNow { get; } = [];

    public long OnHand => _deltas.Sum();
    public long Reserved => _holds.Sum(h => h.Left);
    public long Available => OnHand - Reserved - _safety;

    public StockFigures Figures => new(
        _version, OnHand, Reserved, _safety, _damaged, _deltas.Where(d => d > 0).Sum(), -_deltas.Where(d => d < 0).Sum(), _holds.Count,
        _holds.Min(h => h.Wakes), _time, _holds.Min(h => h.ConfirmedAt));

    public IEnumerable<(string, long)> InDoubt => _holds.Where(h => h.Pending > 0).Select(h => (h.Asked.ReservationId, h.Pending)).Order();

    public HoldFigures? Find(string id) => Live(id)?.Seen ?? End(id);

    /// <summary>The id under which a command's answer is kept for ever; null for what is safe to repeat by its nature.</summary>
    public static string? IdOf(StockCommand command) => command switch
    {
        Move c => "m/" + c.MovementId,
        Reserve { OfBasket: true } c => $"r/{c.ReservationId}#{c.Round}",
        Reserve c => "r/" + c.ReservationId,
        Extend { ExtensionId: { } id } => "e/" + id,
        Fulfil { FulfilmentId: { } id } => "f/" + id,
        _ => null,
    };

    /// <summary>Whether the item itself must still know the command's id, without a look into the journal.</summary>
    public bool Remembers(StockCommand command) => command is Reserve c
        ? (c.OfBasket ? Live(c.ReservationId)?.Seen : Find(c.ReservationId)) is not null
        : IdOf(command) is { } id && _answered.TryGetValue(id, out var first) && IsRecent(first.Turn);

    public Expected Do(StockCommand command, DateTimeOffset clock)
    {
        ExpiredNow.Clear();
        _turnSeen = _turn;
        var id = IdOf(command);
        if (command is Reserve asked && Live(asked.ReservationId) is { } live)
        {
            return live.Asked == asked with { Round = live.Asked.Round } ? new(Hold: live.First) : new(StockRefusalCode.IdReused);
        }

        if (id is not null && _answered.TryGetValue(id, out var first))
        {
            return first.Asked == Content(command) ? first.Answer with { Appends = false } : new(StockRefusalCode.IdReused);
        }

        var now = clock > _time ? clock : _time;
        var versionBefore = _version;
        foreach (var due in _holds.Where(h => h.DueAt(now)).OrderBy(h => h.Until).ThenBy(h => h.Asked.ReservationId, StringComparer.Ordinal).ToArray())
        {
            ExpiredNow.Add(due.Asked.ReservationId);
            _feeds.Note(now);
            Finish(due, HoldStatus.Expired);
            Happened(now);
        }

        var expected = Carry(command, now, versionBefore);
        _turnSeen = _turn;
        if (expected.Appends)
        {
            Happened(now);
            if (id is not null)
            {
                var answer = command is Move ? expected with { Recalled = Figures with { NextDue = null, OldestConfirmed = null } } : expected;
                _turn += command is Move or Extend ? 1 : 0;
                _turnSeen = _turn;
                _answered.Add(id, (Content(command), answer, _turn - 1));
            }
        }

        return expected;
    }

    /// <summary>The version a count was made at is a condition, and the rank of a source is not its own: neither is content.</summary>
    private static StockCommand Content(StockCommand command) => command is Move c ? c with { ExpectedVersion = null, Feed = c.Feed is { } feed ? feed with { Precedence = 0 } : null } : command;

    private void Happened(DateTimeOffset now) => (_version, _time) = (_version + 1, now);

    private NaiveHold? Live(string id) => _holds.SingleOrDefault(h => h.Asked.ReservationId == id);

    private HoldFigures? End(string id) => _ended.LastOrDefault(e => e.Id == id && IsRecent(e.Turn)).End;

    /// <summary>
    /// Turns count what an item remembers: movements, named extensions, fulfilments and ends. A decision sees those before it.
    /// </summary>
    private bool IsRecent(int turn) => _turnSeen - turn <= StockLimits.RememberedMax;

    private void Finish(NaiveHold hold, HoldStatus status)
    {
        _ended.Add((hold.Asked.ReservationId, hold.SeenAs(status), _turn));
        _turn++;
        _holds.Remove(hold);
    }
}
