using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>
/// What each writer believes to lie before what it writes: the record it had sent before, whether that was written or not. A frame that
/// becomes durable behind anything else was decided on a history that never came to be, even where its version fits.
/// </summary>
public sealed class Predecessors(World world)
{
    private readonly Dictionary<object, Dictionary<long, JournalRecord>> _sent = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, JournalRecord> _last = new(StringComparer.Ordinal);

    /// <summary>Called when a silo sends frames, whatever becomes of them.</summary>
    public void Sent(IReadOnlyList<Frame> frames)
    {
        foreach (var frame in frames)
        {
            if (frame.Writer is not { } writer)
                continue;
            if (!_sent.TryGetValue(writer, out var sent))
                _sent[writer] = sent = [];
            for (var i = 0; i < frame.Records.Count; i++)
                sent[frame.FirstVersion + i] = frame.Records[i];
        }
    }

    public void Durable(Frame frame)
    {
        // The first frame of a writer builds on what it has read, which the version alone names: history never changes.
        if (frame.Writer is { } writer && _sent.TryGetValue(writer, out var sent)
            && sent.TryGetValue(frame.FirstVersion - 1, out var believed) && !IsSame(believed, _last.GetValueOrDefault(frame.Stream)))
        {
            world.Violate(
                "each record follows the one its writer knew", $"{frame.Stream} {frame.FirstVersion} was decided on a {believed.Kind} that is not there");
        }

        _last[frame.Stream] = frame.Records[^1];
    }

    private static bool IsSame(JournalRecord believed, JournalRecord? stored) =>
        stored is not null && believed.Kind == stored.Kind && believed.Body.Equals(stored.Body);
}
