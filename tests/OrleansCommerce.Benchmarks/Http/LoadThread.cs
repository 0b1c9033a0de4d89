using System.Diagnostics;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>One thread's connections: sends what is due on those that are free, and takes the answers.</summary>
internal sealed class LoadThread : IDisposable
{
    private const int LookMs = 100;
    private const int Ok = 200;
    private const int Created = 201;
    private const int Busy = 503;

    // What is answered with 503 is sent again after this time.
    private static readonly long BusyPause = Stopwatch.Frequency / 20;
    private static readonly long AnswerLimit = 30 * Stopwatch.Frequency;

    private readonly Epoll _epoll = new();
    private readonly WireConnection[] _connections;
    private readonly Stack<WireConnection> _free;
    private readonly Queue<(long At, WireConnection Connection)> _postponed = new();
    private readonly LatencyHistogram _latency;

    public LoadThread(Load load, int connections, LatencyHistogram latency)
    {
        _latency = latency;
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new WireConnection(load.Address, new RequestText(load.Address, load.Path, load.Item)))];
        for (var i = 0; i < connections; i++)
            _epoll.Add(_connections[i].Socket, i);
        _free = new(_connections);
    }

    public long Answered { get; private set; }

    /// <summary>Answers that asked to come again.</summary>
    public long Postponed { get; private set; }

    /// <summary>Ends when everything that was due is answered.</summary>
    /// <exception cref="InvalidOperationException">Something was refused, so the figures would be of something else.</exception>
    public void Run(Arrivals arrivals)
    {
        var heard = Stopwatch.GetTimestamp();
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            SendPostponed(now);
            SendDue(arrivals, now);
            if (arrivals.IsOver && _free.Count == _connections.Length)
                return;
            var count = _epoll.Wait(_postponed.Count > 0 ? 1 : arrivals.PauseMs(now, LookMs));
            now = Stopwatch.GetTimestamp();
            heard = count > 0 || _free.Count == _connections.Length ? now : heard;
            if (now - heard > AnswerLimit)
                throw new TimeoutException("Nothing was answered for 30 seconds.");
            for (var i = 0; i < count; i++)
                Take(arrivals, _connections[_epoll[i]]);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _epoll.Dispose();
    }

    private void Take(Arrivals arrivals, WireConnection connection)
    {
        switch (connection.Receive())
        {
            case 0:
                return;
            case Ok or Created:
                var now = Stopwatch.GetTimestamp();
                _latency.Record(Stopwatch.GetElapsedTime(connection.DueTicks, now));
                Answered++;
                _free.Push(connection);
                SendDue(arrivals, now);
                return;
            case Busy:
                Postponed++;
                _postponed.Enqueue((Stopwatch.GetTimestamp() + BusyPause, connection));
                return;
            default:
                throw new InvalidOperationException($"A reservation was refused: {connection.Received}");
        }
    }

    private void SendDue(Arrivals arrivals, long now)
    {
        while (_free.TryPeek(out var connection) && arrivals.TryTake(now, connection, out var due))
        {
            _free.Pop();
            connection.DueTicks = due;
            connection.Send();
        }
    }

    private void SendPostponed(long now)
    {
        while (_postponed.TryPeek(out var next) && next.At <= now)
            _postponed.Dequeue().Connection.Send();
    }
}
