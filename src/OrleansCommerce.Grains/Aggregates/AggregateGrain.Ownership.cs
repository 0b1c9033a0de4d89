using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

// What an activation does when it may not be its stream's owner any more.
public abstract partial class AggregateGrain<TState, TCommand, TEvent, TAnswer>
{
    /// <summary>
    /// Whether nobody else had written before the command came, so that an answer that writes nothing is true: the stream ended where
    /// that was decided or, if it goes on there, goes on with what is this activation's own. False: it is to be decided anew.
    /// </summary>
    /// <param name="head">Where the stream ended when the command was there already.</param>
    private async Task<bool> IsStillOwned(Task<long?> head, long decidedAt, int incarnation)
    {
        var end = await head ?? throw new RetriableException($"Whether {Stream} has another owner could not be told in time.");
        if (end <= decidedAt)
        {
            return true;
        }

        if (incarnation != _incarnation)
        {
            return false;
        }

        if (end > _version)
        {
            throw Abandon($"{Stream} has another owner.");
        }

        var isOwn = (await Last).Status is AppendStatus.Durable;
        Publish(incarnation);
        return isOwn;
    }

    /// <summary>After an append that came to nothing: where the command is recorded already, or null when it is to be decided anew.</summary>
    private async Task<RecordPlace?> Recover(AppendOutcome outcome, bool isAppended, int incarnation)
    {
        switch (outcome.Status)
        {
            case AppendStatus.Duplicate when isAppended:
                await Rebuild(incarnation);
                return outcome.DuplicatePlace;
            case AppendStatus.Duplicate:
            case AppendStatus.Superseded when incarnation != _incarnation:
                // What this was decided on never came to be; the state has been, or is now, rebuilt without it.
                await Rebuild(incarnation);
                return null;
            default:
                throw Abandon($"An append to {Stream} ended as {outcome.Status}.");
        }
    }
}
