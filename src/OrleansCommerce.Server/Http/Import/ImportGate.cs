namespace OrleansCommerce.Server.Http.Import;

/// <summary>
/// How many imports may be under way in this process: each has some hundred movements in flight. One more waits its turn, in order, since
/// most of them are a till's few lines and over in a moment; nobody reads its body yet.
/// </summary>
/// <param name="turnsMax">None can be entered where it is not positive.</param>
/// <param name="patience">For how long one waits.</param>
public sealed class ImportGate(int turnsMax, TimeSpan patience) : IDisposable
{
    /// <summary>Imports that may wait; further ones are sent away at once.</summary>
    public const int WaitingMax = 64;

    private readonly SemaphoreSlim _turns = new(Math.Max(0, turnsMax));
    private int _waiting;

    public int TurnsMax { get; } = turnsMax;

    /// <summary>Null: no turn was free in time. Disposing gives the turn back.</summary>
    /// <exception cref="OperationCanceledException">Whoever waits has gone.</exception>
    public async Task<IDisposable?> Enter(CancellationToken cancellation)
    {
        if (_turns.Wait(0, CancellationToken.None))
        {
            return new Turn(_turns);
        }

        try
        {
            return Interlocked.Increment(ref _waiting) <= WaitingMax && TurnsMax > 0 && await _turns.WaitAsync(patience, cancellation)
                ? new Turn(_turns)
                : null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private SemaphoreSlim? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Release();
    }
}
