using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Makes one attempt: a signed POST, without redirects, proxies or cookies, within a time and with a bounded answer.</summary>
public sealed class WebhookSender(WebhookSettings settings, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const int HeadersKilobytesMax = 16;

    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    private readonly HttpMessageInvoker _http = new(handler);

    /// <summary>The handler of a server: connects only where <paramref name="guard"/> lets it.</summary>
    public static SocketsHttpHandler Handler(TargetGuard guard) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = guard.Connect,
        MaxResponseHeadersLength = HeadersKilobytesMax,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };

    public async Task<AttemptResult> Send(Uri target, DeliveryEvent sent, IReadOnlyList<byte[]> secrets, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(settings.AttemptLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            using var request = Request(target, sent, secrets);
            using var response = await _http.SendAsync(request, both.Token);
            if (!await IsSmall(response, both.Token))
            {
                return new(AttemptOutcome.Refused, (int)response.StatusCode, "the answer is too large");
            }

            return Judge(response);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new(AttemptOutcome.Unreachable, 0, "no answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(AttemptOutcome.Unreachable, 0, Refused(e) ?? "no connection");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Uri target, DeliveryEvent sent, IReadOnlyList<byte[]> secrets)
    {
        var now = time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(sent.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("user-agent", "OrleansCommerce-Webhooks/1");
        request.Headers.TryAddWithoutValidation("webhook-id", sent.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", Signature.Of(secrets, sent.Id, now, sent.Body.Span));
        return request;
    }

    private async Task<bool> IsSmall(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > settings.AnswerBytesMax)
        {
            return false;
        }

        var buffer = new byte[4_096];
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        for (var read = 0; ;)
        {
            var more = await body.ReadAsync(buffer, cancellation);
            read += more;
            if (more == 0 || read > settings.AnswerBytesMax)
            {
                return read <= settings.AnswerBytesMax;
            }
        }
    }

    private AttemptResult Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new(AttemptOutcome.Delivered, status),
            >= 300 and < 400 => new(AttemptOutcome.Refused, status, "redirects are not followed"),
            410 => new(AttemptOutcome.Gone, status, "gone"),
            429 => new(AttemptOutcome.Refused, status, "too many", RetryAfter(response)),
            >= 500 => new(AttemptOutcome.Unreachable, status, "the receiver failed", RetryAfter(response)),
            _ => new(AttemptOutcome.Refused, status, "refused"),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - time.GetUtcNow());
        return asked is not { } pause ? null : pause > RetryAfterMax ? RetryAfterMax : pause;
    }

    private static string? Refused(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is TargetRefusedException)
            {
                return "the address may not be called";
            }
        }

        return null;
    }
}
