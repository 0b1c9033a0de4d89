using Microsoft.AspNetCore.SignalR;

namespace OrleansCommerce.Server.Realtime;

/// <summary>What the hub refused to do, and why: the message begins with a stable code.</summary>
internal sealed record Refusal(string Message);

/// <summary>
/// Makes a refusal an answer like others: an exception that leaves a hub is logged as an error, with its stack, and a screen that may not do
/// something is no error of this server. <see cref="LiveProtocol"/> writes it as the exception would have been written.
/// </summary>
internal sealed partial class RefusalFilter(ILogger<LiveHub> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (HubException refused)
        {
            LogRefused(invocationContext.HubMethodName, refused.Message);
            return new Refusal(refused.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "A screen's {Method} was refused: {Reason}")]
    private partial void LogRefused(string method, string reason);
}
