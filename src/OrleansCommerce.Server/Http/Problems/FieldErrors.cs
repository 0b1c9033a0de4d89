namespace OrleansCommerce.Server.Http.Problems;

/// <summary>Collects what is wrong with the fields of one request. The first error gives the problem its code.</summary>
public sealed class FieldErrors
{
    /// <summary>Errors told of one request; a hostile one may have many thousands.</summary>
    private const int ToldMax = 20;

    private Dictionary<string, string[]>? _byField;
    private ProblemKind? _kind;
    private string? _first;

    public bool Any => _kind is not null;

    public void Add(ProblemKind kind, string field, string message)
    {
        _kind ??= kind;
        _first ??= $"{field}: {message}";
        _byField ??= new(StringComparer.Ordinal);
        if (_byField.TryGetValue(field, out var known))
        {
            _byField[field] = [.. known, message];
        }
        else if (_byField.Count < ToldMax)
        {
            _byField.Add(field, [message]);
        }
    }

    /// <summary>Null: nothing is wrong.</summary>
    public Problem? ToProblem() => _kind is null ? null : Problem.Of(_kind, _first) with { Errors = _byField };
}
