using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansCommerce.Simulation.Checks;

/// <summary>The words of a check, put together only where it fails: checks run millions of times.</summary>
[InterpolatedStringHandler]
public ref struct Detail
{
    private DefaultInterpolatedStringHandler _inner;

    public Detail(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        _inner = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _inner.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _inner.AppendFormatted(value, format);

    public string Text() => _inner.ToStringAndClear();
}
