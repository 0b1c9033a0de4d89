using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Faults;

/// <summary>Decides by the seed where a fault strikes, and counts. Once it is calm nothing strikes any more.</summary>
public sealed class FaultBook
{
    private static readonly int Kinds = Enum.GetValues<FaultKind>().Length;

    private readonly Chance[] _chances = new Chance[Kinds];
    private readonly long[] _struck = new long[Kinds];
    private readonly HashSet<FaultKind> _without;

    public FaultBook(Chance chance, IEnumerable<FaultKind> without)
    {
        _without = [.. without];
        foreach (var kind in Enum.GetValues<FaultKind>())
            _chances[(int)kind] = chance.Apart(kind.ToString());
    }

    public bool IsCalm { get; private set; }

    public IReadOnlyList<long> Struck => _struck;

    public Chance Chance(FaultKind kind) => _chances[(int)kind];

    public bool Strikes(FaultKind kind, double probability)
    {
        if (IsCalm || !_chances[(int)kind].Is(probability) || _without.Contains(kind))
            return false;
        _struck[(int)kind]++;
        return true;
    }

    public void Calm() => IsCalm = true;
}
