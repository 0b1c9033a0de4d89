using OrleansCommerce.Journal;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>
/// Looks every millisecond how many records wait. The average length of a queue divided by what goes through it is the average wait in
/// it (Little's law), so no record needs a stamp of its own.
/// </summary>
internal sealed class QueueSampler : IDisposable
{
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private long _samples;
    private long _sum;

    public QueueSampler(Func<GroupCommitStatistics> statistics)
    {
        _thread = new Thread(() =>
        {
            while (!_end.Wait(1))
            {
                _sum += statistics().Queued;
                _samples++;
            }
        });
        _thread.Start();
    }

    /// <summary>Ends the sampling and gives the average.</summary>
    public double Average()
    {
        _end.Set();
        _thread.Join();
        return _samples == 0 ? 0 : (double)_sum / _samples;
    }

    public void Dispose()
    {
        Average();
        _end.Dispose();
    }
}
