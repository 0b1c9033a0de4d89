using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// The hub's JSON protocol, except that trailing arguments may be left out: SignalR refuses a call with fewer arguments than the method
/// has parameters, and the public contract lets a screen watch with or without the position it had. And an answer says when it is written:
/// written by a connection that writes one message at a time, it comes before whatever is written after. A <see cref="Refusal"/> is written
/// as the error that it is.
/// </summary>
internal sealed class LiveProtocol(JsonHubProtocol json) : IHubProtocol
{
    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        json.WriteMessage(message is CompletionMessage { Result: Refusal refusal } refused ? Error(refused, refusal) : message, output);
        if (message is CompletionMessage { Result: WatchAnswer answer })
        {
            answer.Written?.Invoke();
        }
    }

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var start = input;
        if (!json.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }

        for (var missing = 1; message is InvocationBindingFailureMessage failed && HasOptional(binder, failed.Target, missing); missing++)
        {
            var again = start;
            if (json.TryParseMessage(ref again, new Fewer(binder, missing), out var shorter) && shorter is InvocationMessage call)
            {
                message = new InvocationMessage(
                    call.InvocationId, call.Target, [.. call.Arguments, .. Enumerable.Repeat<object?>(null, missing)], call.StreamIds);
            }
        }

        return true;
    }

    private static CompletionMessage Error(CompletionMessage refused, Refusal refusal) =>
        CompletionMessage.WithError(refused.InvocationId!, $"{nameof(HubException)}: {refusal.Message}");

    private static bool HasOptional(IInvocationBinder binder, string target, int count)
    {
        try
        {
            var types = binder.GetParameterTypes(target);
            return types.Count > count && types.TakeLast(count).All(type => type == typeof(string) || Nullable.GetUnderlyingType(type) is not null);
        }
        catch (HubException)
        {
            // There is no such method, and that is what the caller is told: thrown here it would end the connection.
            return false;
        }
    }

    private sealed class Fewer(IInvocationBinder binder, int missing) : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => binder.GetReturnType(invocationId);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [.. binder.GetParameterTypes(methodName).SkipLast(missing)];

        public Type GetStreamItemType(string streamId) => binder.GetStreamItemType(streamId);
    }
}
