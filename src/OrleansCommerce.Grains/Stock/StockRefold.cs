using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Folds items anew from the journal and reports their rows to the view, without waking their owners, who may live in another process and
/// would report there.
/// </summary>
public sealed class StockRefold(IJournal journal, StockViewWriter view)
{
    private const int StreamsAtOnce = 200;

    /// <param name="streams">Streams of stock items.</param>
    /// <exception cref="JournalUnavailableException">The storage did not answer; what is left stays unreported.</exception>
    public async Task Fold(IReadOnlyList<string> streams)
    {
        foreach (var some in streams.Chunk(StreamsAtOnce))
        {
            var marks = view.Marks(some);
            var contents = await journal.Read([.. some.Select(stream => new StreamQuery(stream))]);
            foreach (var (content, mark) in contents.Zip(marks))
            {
                view.Folded(content, content.Version > 0 ? Row(content) : null, mark);
            }
        }
    }

    private static StockRow Row(StoredStream content)
    {
        var state = content.Snapshot is { } snapshot ? StockSnapshotForm.Instance.Restore(snapshot) : new StockState();
        foreach (var stored in content.Records)
        {
            StockMachine.Apply(state, StockEventCodec.Instance.Decode(stored.Record.Kind, stored.Record.Body));
        }

        var key = StockKey.Parse(content.Stream[StockStreams.JournalPrefix.Length..]);
        return StockPublisher.Row(key, state.Figures(), content.Position);
    }
}
