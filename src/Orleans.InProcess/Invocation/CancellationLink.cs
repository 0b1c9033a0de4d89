using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>Ends a caller's wait when the caller's token is cancelled.</summary>
internal sealed class CancellationLink(GrainRequest request, CancellationToken token)
{
    private CancellationTokenRegistration _registration;

    public static CancellationLink Create(GrainRequest request, CancellationToken token)
    {
        var link = new CancellationLink(request, token);
        link._registration = token.UnsafeRegister(static state => ((CancellationLink)state!).Cancel(), link);
        return link;
    }

    /// <summary>Does not wait for a cancellation that runs at this moment: the request itself decides which came first.</summary>
    public void Unlink() => _registration.Unregister();

    private void Cancel() => request.Abandon(new OperationCanceledException(token));
}
