using Microsoft.AspNetCore.SignalR;

namespace OrleansCommerce.Server.Realtime;

/// <summary>What a feed sends at one moment, made once for all that are in step.</summary>
/// <param name="before">The watermark that held until now.</param>
/// <param name="digest">What a screen has once it has this.</param>
/// <param name="isDigestDue">Screens are told the digest.</param>
internal sealed class Batch(WatchKey key, IReadOnlyList<Change> changes, long before, long position, DigestMessage digest, bool isDigestDue)
{
    private IReadOnlyList<SerializedHubMessage>? _whole;
    private IReadOnlyList<SerializedHubMessage>? _stockOnly;

    public IReadOnlyList<Change> Changes { get; } = changes;

    public long Position { get; } = position;

    public DigestMessage Digest { get; } = digest;

    public bool IsDigestDue { get; } = isDigestDue;

    /// <summary>Asked by one thread, the one that sends.</summary>
    public IReadOnlyList<SerializedHubMessage> Messages(bool withFulfilments) =>
        withFulfilments ? _whole ??= Make(true) : _stockOnly ??= Make(false);

    private IReadOnlyList<SerializedHubMessage> Make(bool withFulfilments)
    {
        var calls = LiveMessages.Of(key, Changes, withFulfilments, before, Position);
        return IsDigestDue ? [.. calls, LiveMessages.Of(withFulfilments ? Digest : Digest with { Fulfilments = null })] : calls;
    }
}
