using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>Says for the movements of one request how their sources rank. Each source is asked for once.</summary>
public sealed class FeedStamps(FeedIntake intake)
{
    private readonly Dictionary<string, FeedTerms> _terms = new(StringComparer.Ordinal);

    public async Task<FeedTerms> Terms(string source)
    {
        if (!_terms.TryGetValue(source, out var terms))
        {
            terms = await intake.Terms(source);
            _terms.Add(source, terms);
        }

        return terms;
    }

    /// <summary>Why nothing is taken from a source; null: it is.</summary>
    public static Problem? Refusal(FeedTerms terms) =>
        terms.IsDisabled ? Problem.Of(ProblemKinds.FeedDisabled)
        : terms.IsRefused ? Problem.Of(ProblemKinds.LimitReached, $"At most {FeedLimits.FeedsMax} sources are known at a time.")
        : null;

    /// <summary>The movement with its source's rank; one without a source as it is; null with the problem.</summary>
    public async Task<(Move? Move, Problem? Problem)> Stamp(Move move)
    {
        if (move.Feed is not { } feed)
        {
            return (move, null);
        }

        var terms = await Terms(feed.Source);
        return Refusal(terms) is { } problem ? (null, problem) : (move with { Feed = feed with { Precedence = terms.Precedence } }, null);
    }
}
