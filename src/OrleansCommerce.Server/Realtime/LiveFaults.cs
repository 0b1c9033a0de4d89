using Microsoft.AspNetCore.SignalR;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// Logs what nobody foresaw. SignalR would log each refusal as a failure with its stack, and so let any screen that asks for what it may not
/// have fill the log.
/// </summary>
internal sealed partial class LiveFaults(ILogger<LiveFaults> log) : IHubFilter
{
    /// <summary>Where SignalR itself would log what a hub's method throws.</summary>
    public const string Category = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not HubException && !invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            LogFailed(e, invocationContext.HubMethodName);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed.")]
    private partial void LogFailed(Exception e, string method);
}
