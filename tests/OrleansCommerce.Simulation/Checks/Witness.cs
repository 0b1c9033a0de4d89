using Orleans.Hosting;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Participants;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Checks;

/// <summary>Sees every call, answer and durable record, and shows them to the participants at that moment.</summary>
public sealed class Witness(World world)
{
    private readonly Dictionary<GrainRequest, long> _sent = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Participant> _participants = [];

    public void Show(IReadOnlyList<Participant> participants) => _participants = participants;

    /// <summary>A call that is sent on after its activation has ended was sent when it was first.</summary>
    public void Sent(GrainRequest request) => _sent.TryAdd(request, world.Now);

    public void Copied(GrainRequest request, GrainRequest copy) => _sent[copy] = _sent[request];

    public void Answered(GrainRequest request)
    {
        if (!_sent.Remove(request, out var sentAt))
            return;
        foreach (var participant in _participants)
            participant.Answered(request, sentAt);
    }

    public void Committed(StoredRecord record)
    {
        foreach (var participant in _participants)
            participant.Committed(record);
    }

    /// <summary>Rows of the view on their way to the table.</summary>
    public void Shown(IReadOnlyList<StockRow> rows)
    {
        foreach (var participant in _participants)
            participant.Shown(rows);
    }

    /// <summary>A change on its way to those who watch.</summary>
    public void Published(StockChanged changed)
    {
        foreach (var participant in _participants)
            participant.Published(changed);
    }
}
