using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Http;

/// <summary>
/// Sends requests until they are answered: a lost connection, a timeout, 429 and 503 are tried again with the same content and
/// therefore the same id, within the target's bound. However often it was sent, a request counts once.
/// </summary>
internal sealed class CommerceClient : IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly Target _target;

    public CommerceClient(Target target, StepMeters meters)
    {
        _target = target;
        Meters = meters;
        // A redirect or a proxy could carry the load to a machine that nobody named.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = target.Concurrency,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        _http = new HttpClient(handler) { BaseAddress = target.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (target.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public StepMeters Meters { get; }

    public Task<Answer> GetAsync(Step step, string path, CancellationToken cancel) =>
        SendAsync(step, HttpMethod.Get, path, null, cancel);

    public Task<Answer> PostAsync(Step step, string path, CancellationToken cancel) =>
        SendAsync(step, HttpMethod.Post, path, null, cancel);

    /// <param name="idempotencyKey">For what has no id of its own; null for none.</param>
    public Task<Answer> PostAsync<T>(
        Step step, string path, T content, JsonTypeInfo<T> type, CancellationToken cancel, string? idempotencyKey = null) =>
        SendAsync(step, HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(content, type), cancel, idempotencyKey);

    /// <summary>Movements, one JSON object a line.</summary>
    public Task<Answer> ImportAsync(Step step, byte[] lines, CancellationToken cancel) => LinesAsync(step, "/v1/stock/import", lines, cancel);

    /// <summary>One JSON object a line.</summary>
    public Task<Answer> LinesAsync(Step step, string path, byte[] lines, CancellationToken cancel) =>
        SendAsync(step, HttpMethod.Post, path, lines, cancel, contentType: "application/x-ndjson");

    /// <summary>One attempt, neither measured nor repeated: for those who ask again by themselves.</summary>
    public async Task<Answer> ProbeAsync(string path, CancellationToken cancel) =>
        (await AttemptAsync(HttpMethod.Get, path, null, cancel)).Answer;

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        Step step, HttpMethod method, string path, byte[]? body, CancellationToken cancel, string? idempotencyKey = null,
        string contentType = "application/json")
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var (answer, retryAfter) = await AttemptAsync(method, path, body, cancel, idempotencyKey, contentType);
            if (!IsTransient(answer))
            {
                Meters[step].Answered(clock.Elapsed);
                return answer;
            }
            var wait = Backoff.After(attempt, retryAfter);
            if (clock.Elapsed + wait > _target.RetryFor)
            {
                Meters[step].GivenUp();
                return answer with { Failure = $"given up after {attempt} attempts in {clock.Elapsed.TotalSeconds:F1} s: {answer.Describe()}" };
            }
            Meters[step].Retried();
            await Task.Delay(wait, cancel);
        }
    }

    private async Task<(Answer Answer, TimeSpan? RetryAfter)> AttemptAsync(
        HttpMethod method, string path, byte[]? body, CancellationToken cancel, string? idempotencyKey = null,
        string contentType = "application/json")
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(AttemptTimeout);
        using var request = new HttpRequestMessage(method, path);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(contentType) } };
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token);
            var content = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return (new Answer(response.StatusCode, content, null), RetryAfter(response));
        }
        catch (HttpRequestException lost)
        {
            return (new Answer(0, [], lost.Message), null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (new Answer(0, [], $"no answer within {AttemptTimeout.TotalSeconds:F0} s"), null);
        }
    }

    private static bool IsTransient(Answer answer) =>
        answer.Failure is not null || answer.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } at } => at - TimeProvider.System.GetUtcNow(),
        _ => null,
    };
}
