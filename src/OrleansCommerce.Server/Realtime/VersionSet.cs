using System.Runtime.InteropServices;

namespace OrleansCommerce.Server.Realtime;

/// <summary>Which version of each item a watch has sent, and the digest of that.</summary>
internal sealed class VersionSet
{
    private readonly Dictionary<string, Sent> _sent = new(StringComparer.Ordinal);
    private int _shown;
    private uint _sum;

    public SetDigest Digest => new(_shown, _sum);

    /// <summary>0 where nothing was sent.</summary>
    public long VersionOf(string id) => _sent.TryGetValue(id, out var known) ? known.Version : 0;

    public void Put(Change change)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_sent, change.Id, out _);
        var mark = change.IsOver ? 0 : change.Mark;
        _sum = unchecked(_sum - known.Mark + mark);
        _shown += (change.IsOver ? 0 : 1) - (known.IsShown ? 1 : 0);
        known = new Sent(change.Version, mark, IsShown: !change.IsOver);
    }

    /// <summary>What is over is remembered for a while, lest news that comes late brings it back.</summary>
    public void ForgetOver()
    {
        foreach (var id in _sent.Where(entry => !entry.Value.IsShown).Select(entry => entry.Key).ToList())
        {
            _sent.Remove(id);
        }
    }

    private readonly record struct Sent(long Version, uint Mark, bool IsShown);
}

/// <summary>How many items, and the sum of their <see cref="VersionMark"/>s.</summary>
public readonly record struct SetDigest(int Count, uint Hash);
