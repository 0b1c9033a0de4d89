using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>What becomes of movements, as the public contract calls it.</summary>
public static class FeedNames
{
    public const string Refused = "refused";

    public static string Of(MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Booked => "accepted",
        MoveOutcome.Superseded => "superseded",
        MoveOutcome.Contained => "contained",
        MoveOutcome.Outranked => "outranked",
        MoveOutcome.Unplaced => "unplaced",
        _ => throw new InvalidOperationException($"Nobody has a name for {outcome}."),
    };

    public static string Of(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Differs => "differs",
        DifferenceKind.MissingHere => "missingHere",
        DifferenceKind.MissingThere => "missingThere",
        _ => throw new InvalidOperationException($"Nobody has a name for {kind}."),
    };
}
