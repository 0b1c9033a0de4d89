using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Webhooks;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>
/// From the journal to the receiver and back: the whole of what delivers, on a clock that goes on as soon as there is nothing to do, to a
/// receiver that nobody answers at for four hours.
/// </summary>
public sealed class LongOutageTests
{
    private const int Events = 100_000;
    private const int Keys = 700;
    private const int RecordsOfAFrame = 3;
    private const int BeforeTheEnd = 30_000;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Back = Start.AddHours(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebhookSettings _settings = new();
    private readonly EagerTime _time;
    private readonly MemoryJournal _journal;
    private readonly SecretVault _vault;
    private readonly WebhookState _receiver = new();
    private readonly Endpoint _endpoint;

    public LongOutageTests()
    {
        _time = new EagerTime(Start, _settings.LookPeriod);
        _journal = new MemoryJournal(_time);
        _vault = new SecretVault(_journal, new ConfigurationBuilder().Build());
        _endpoint = new Endpoint(_time);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receiver_DownForFourHours_GetsAHundredThousandEventsInOrderPerKey(bool processEnds)
    {
        await Write(Events);
        await Register(fromPosition: 0);
        if (processEnds)
        {
            // What it has sent since it reported last the next one sends again.
            await Run(delivered: BeforeTheEnd, isCutOff: true);
            Assert.InRange(_endpoint.Taken.Count, BeforeTheEnd, Events - 1);
        }

        await Run(delivered: Events, isCutOff: false);

        AssertAll(Events);
        Assert.Equal(processEnds, _endpoint.Taken.Count > Events);
        // It was looked at now and then, and never by all that waited; and that it is back was noticed soon.
        Assert.InRange(_endpoint.Vain, 20, 200);
        Assert.InRange(_time.GetUtcNow(), Back, Back.AddMinutes(10));
        Assert.Equal((0, 0), (_receiver.Pending.Length, _receiver.DeadLetters.Count));
    }

    [Fact]
    public async Task Check_WhereOneEventIsPassedOver_SeesIt()
    {
        const int few = 1_000;
        await Write(few);
        await Register(fromPosition: 1);
        await Run(delivered: few - RecordsOfAFrame, isCutOff: false);
        Assert.ThrowsAny<Exception>(() => AssertAll(few));
    }

    private async Task Write(int events)
    {
        var versions = new long[Keys];
        var batch = new List<Frame>();
        for (var written = 0; written < events;)
        {
            var key = written / RecordsOfAFrame * 7919 % Keys;
            var count = Math.Min(RecordsOfAFrame, events - written);
            var records = Enumerable.Range(0, count).Select(_ => new JournalRecord("stock.moved", "", "till", Start, "{}"u8.ToArray(), null));
            batch.Add(new Frame($"stock/sku-{key}@store", versions[key] + 1, [.. records]));
            (versions[key], written) = (versions[key] + count, written + count);
            if (batch.Count == Keys || written == events)
            {
                Assert.All((await _journal.Append(batch)).Frames, frame => Assert.Equal(AppendStatus.Durable, frame.Status));
                batch.Clear();
            }
        }
    }

    private async Task Register(long fromPosition)
    {
        var secret = await _vault.Seal(Signature.NewSecret());
        await new Row(_receiver, _time).Execute(new RegisterWebhook("https://receiver.test/hook", ["stock.changed"], secret, fromPosition), Origin.Engine);
    }

    /// <summary>One process that delivers until so many different events have arrived.</summary>
    private async Task Run(int delivered, bool isCutOff)
    {
        var row = new Row(_receiver, _time);
        using var sender = new WebhookSender(_settings, _endpoint, _time);
        using var stopping = new CancellationTokenSource();
        var head = new FeedHead { Position = await _journal.Head() };
        var pump = new EndpointPump("w", row, _journal, sender, _vault, _settings, _time, head, NullLogger<EndpointPump>.Instance);
        var arrived = _endpoint.Arrived(delivered, then: () => row.IsLost = isCutOff);
        var running = Task.Run(() => pump.Run(stopping.Token), CancellationToken.None);
        await arrived.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await stopping.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private void AssertAll(int events)
    {
        var first = _endpoint.Taken.Distinct().ToList();
        Assert.Equal(events, first.Count);
        foreach (var key in first.GroupBy(taken => taken.Key))
        {
            Assert.Equal(key.Select(taken => taken.Version).Order(), key.Select(taken => taken.Version));
        }
    }

    /// <summary>What the journal knows of the receiver. Where it is lost, nobody hears from it any more: so a process ends that is killed.</summary>
    private sealed class Row(WebhookState state, TimeProvider time) : IWebhookGrain
    {
        public bool IsLost { get; set; }

        public Task<WebhookAnswer> Execute(WebhookCommand command, Origin origin)
        {
            Check();
            var decision = WebhookMachine.Decide(state, command, time.GetUtcNow());
            foreach (var happened in decision.Events)
            {
                WebhookMachine.Apply(state, happened);
            }

            return Task.FromResult(new WebhookAnswer(Figures(), decision.Refusal, decision.Events.IsEmpty));
        }

        public Task<WebhookFigures?> Read()
        {
            Check();
            return Task.FromResult<WebhookFigures?>(Figures());
        }

        public Task<bool> Claim(string holder) => Task.FromResult(true);

        public Task<System.Collections.Immutable.ImmutableArray<DeadLetter>> DeadLetters(int limit) => throw new NotSupportedException();

        private void Check()
        {
            if (IsLost)
            {
                throw new RetriableException("The process has ended.");
            }
        }

        private WebhookFigures Figures() => new(
            state.Version, false, null, state.Url, state.Events, state.SealedSecret, null, default, state.RegisteredAt, state.ActiveSince,
            state.Epoch, state.ReadThrough, state.Pending, state.DeadLetters.Count);
    }

    /// <summary>The receiver: from its return on it takes whatever comes.</summary>
    private sealed class Endpoint(TimeProvider time) : HttpMessageHandler
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private TaskCompletionSource _arrived = new();
        private Action? _then;
        private int _awaited;

        public List<(string Key, long Version)> Taken { get; } = [];

        public int Vain { get; private set; }

        /// <summary>Ends with the one after which so many different events have arrived.</summary>
        public Task Arrived(int events, Action then)
        {
            (_awaited, _then, _arrived) = (events, then, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _arrived.Task;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (time.GetUtcNow() < Back)
            {
                Vain++;
                throw new HttpRequestException("Nobody answers.");
            }

            var body = System.Text.Json.Nodes.JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken))!;
            Taken.Add(((string)body["key"]!, (long)body["sequence"]!));
            if (_ids.Add(request.Headers.GetValues("webhook-id").Single()) && _ids.Count == _awaited)
            {
                _then?.Invoke();
                _arrived.TrySetResult();
            }

            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
