namespace OrleansCommerce.Domain;

/// <summary>
/// Why something that was described is refused: <see cref="Field"/> is its name as in the public contract, with the index of an entry
/// in brackets (<c>hours[1].close</c>).
/// </summary>
public readonly record struct InvalidField(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}
