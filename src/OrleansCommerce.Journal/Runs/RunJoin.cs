namespace OrleansCommerce.Journal;

/// <summary>What values of one key in several runs become in the run that the others are merged into.</summary>
internal abstract class RunJoin
{
    public static RunJoin Of(RunKind kind) => kind switch
    {
        RunKind.Commands => new LatestJoin(),
        RunKind.Places => new PlacesJoin(),
        RunKind.Correlations => new BytesJoin(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public abstract void Begin(SqliteDatabase database, ReadOnlySpan<byte> key);

    /// <summary>The values come in the order of their age, the oldest first.</summary>
    public abstract void Take(ReadOnlySpan<byte> value, RunBuilder into, PageStore store);

    public abstract void End(RunBuilder into, PageStore store);

    /// <summary>A key has one value; were there several, the youngest would count.</summary>
    private sealed class LatestJoin : RunJoin
    {
        private readonly PayloadWriter _key = new();
        private readonly PayloadWriter _value = new();

        public override void Begin(SqliteDatabase database, ReadOnlySpan<byte> key) => _key.Set(key);

        public override void Take(ReadOnlySpan<byte> value, RunBuilder into, PageStore store) => _value.Set(value);

        public override void End(RunBuilder into, PageStore store) => into.Add(_key.Written, _value.Written, store);
    }

    /// <summary>Values that are lists of things of their own: one behind the other, in entries of bounded size.</summary>
    private sealed class BytesJoin : RunJoin
    {
        private const int BytesMax = 1_000;

        private readonly PayloadWriter _key = new();
        private readonly PayloadWriter _value = new();

        public override void Begin(SqliteDatabase database, ReadOnlySpan<byte> key)
        {
            _key.Set(key);
            _value.Reset();
        }

        public override void Take(ReadOnlySpan<byte> value, RunBuilder into, PageStore store)
        {
            if (_value.Written.Length + value.Length > BytesMax)
                End(into, store);
            _value.Bytes(value);
        }

        public override void End(RunBuilder into, PageStore store)
        {
            if (_value.Written.Length > 0)
                into.Add(_key.Written, _value.Written, store);
            _value.Reset();
        }
    }
}
