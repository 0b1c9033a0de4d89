using System.Collections.Concurrent;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>The running count of a replay, and its first errors in words.</summary>
internal sealed class ReplayTally
{
    private const int ErrorsInWords = 20;

    private readonly long[] _counts = new long[Enum.GetValues<Count>().Length];
    private readonly ConcurrentQueue<string> _errors = new();

    public long this[Count count] => Volatile.Read(ref _counts[(int)count]);

    public IReadOnlyList<string> Errors => [.. _errors];

    public void Add(Count count, long n = 1) => Interlocked.Add(ref _counts[(int)count], n);

    public void Error(string what)
    {
        Add(Count.Errors);
        if (_errors.Count < ErrorsInWords)
            _errors.Enqueue(what);
    }
}
