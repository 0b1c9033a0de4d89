namespace OrleansCommerce.Server.Http.Import;

/// <summary>How many imports may be under way in this process: each has some hundred movements in flight.</summary>
public sealed class ImportGate(int turnsMax)
{
    private int _turns;

    public int TurnsMax { get; } = turnsMax;

    /// <summary>Null: all turns are taken. Disposing gives the turn back.</summary>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _turns) <= TurnsMax)
        {
            return new Turn(this);
        }

        Interlocked.Decrement(ref _turns);
        return null;
    }

    private sealed class Turn(ImportGate gate) : IDisposable
    {
        private ImportGate? _gate = gate;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gate, null) is { } left)
            {
                Interlocked.Decrement(ref left._turns);
            }
        }
    }
}
