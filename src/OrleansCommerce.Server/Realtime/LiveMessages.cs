using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansCommerce.Server.Http.Orders;

namespace OrleansCommerce.Server.Realtime;

/// <summary>What a watch answers: all there is, or only what changed after the position the caller had.</summary>
/// <param name="Position">Everything of this watch at or below it is in this answer or was sent before.</param>
/// <param name="Epoch">Which store the position is of: to be sent along with it.</param>
/// <param name="Fulfilments">Of a location, for those who may read orders: all that are under way, in the place of what the caller knew.</param>
/// <param name="More">The rest follows in pages, as changes; left out where this is all.</param>
public sealed record WatchAnswer(
    string Watch, long Position, string Epoch, IReadOnlyList<object>? Snapshot, IReadOnlyList<object>? Changes,
    IReadOnlyList<object>? Fulfilments, bool? More)
{
    /// <summary>Called when the answer is on its way: what is sent afterwards arrives after it.</summary>
    [JsonIgnore]
    internal Action? Written { get; init; }
}

/// <summary>What the server calls <c>stockChanged</c>, <c>fulfilmentChanged</c> and <c>orderChanged</c> with.</summary>
/// <param name="Position">The watermark: everything of this watch at or below it has been sent. Changes may lie beyond it.</param>
/// <param name="More">A page of what changed earlier, and not the last one; left out otherwise.</param>
public sealed record ChangesMessage(string Watch, long Position, IReadOnlyList<object> Changes, bool? More = null);

/// <summary>What the server calls <c>watchDigest</c> with: what a screen has that has heard everything.</summary>
/// <param name="Fulfilments">Those under way.</param>
public sealed record DigestMessage(string Watch, long Position, SetDigest Items, SetDigest? Fulfilments);

/// <summary>Makes the calls to screens.</summary>
internal static class LiveMessages
{
    public const int ChangesMax = 1_000;

    /// <summary>All but the last carry the position that held before them: only with the last is everything there.</summary>
    public static IReadOnlyList<SerializedHubMessage> Of(
        WatchKey key, IReadOnlyList<Change> changes, bool withFulfilments, long before, long position, bool? more = null)
    {
        var calls = new List<(string Target, IReadOnlyList<object> Changes)>();
        if (withFulfilments)
        {
            Add(calls, "fulfilmentChanged", changes.SelectMany(FulfilmentsOf));
        }

        Add(calls, "stockChanged", changes.Where(change => change.Kind == ChangeKind.Stock).Select(change => change.Body));
        Add(calls, "orderChanged", changes.Where(change => change.Kind == ChangeKind.Order).Select(change => change.Body));
        return [.. calls.Select((call, i) =>
            Call(call.Target, new ChangesMessage(key.Name, i == calls.Count - 1 ? position : before, call.Changes, more)))];
    }

    public static SerializedHubMessage Of(DigestMessage digest) => Call("watchDigest", digest);

    private static SerializedHubMessage Call(string target, object argument) => new(new InvocationMessage(target, [argument]));

    /// <summary>An order's come along with it: who shows fulfilments need not take orders apart.</summary>
    private static IEnumerable<object> FulfilmentsOf(Change change) => change.Body switch
    {
        FulfilmentView fulfilment => [fulfilment],
        OrderView order => order.Fulfilments,
        _ => [],
    };

    private static void Add(List<(string, IReadOnlyList<object>)> calls, string target, IEnumerable<object> changes) =>
        calls.AddRange(changes.Chunk(ChangesMax).Select(some => (target, (IReadOnlyList<object>)some)));
}
