using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansCommerce.Simulation.Time;

/// <summary>
/// What happened, line by line, the same in every process that runs the seed. A digest of every choice of the scheduler goes along, so
/// that two runs which differ anywhere differ in their last line.
/// </summary>
public sealed class Trace(TextWriter? writer)
{
    private ulong _digest = 14695981039346656037UL;

    public bool IsOn { get; } = writer is not null;

    public ulong Digest => _digest;

    internal void Ran(string name)
    {
        if (!IsOn)
            return;
        Mix(name);
        unchecked
        {
            _digest = (_digest ^ 0x1F) * 1099511628211UL;
        }
    }

    public void Line(World world, [InterpolatedStringHandlerArgument("")] ref LineHandler text)
    {
        if (writer is null)
            return;
        var line = text.Text();
        Mix(line);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{world.Now / 10_000.0,12:F4} #{world.Steps} {_digest & 0xFFFF:x4} "));
        writer.Write(line);
        writer.Write('\n');
    }

    private void Mix(string text)
    {
        unchecked
        {
            foreach (var c in text)
                _digest = (_digest ^ c) * 1099511628211UL;
        }
    }

    /// <summary>Formats only when the trace is on, and by no culture.</summary>
    [InterpolatedStringHandler]
    public ref struct LineHandler
    {
        private DefaultInterpolatedStringHandler _inner;

        public LineHandler(int literalLength, int formattedCount, Trace trace, out bool isOn)
        {
            isOn = trace.IsOn;
            _inner = isOn ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string value) => _inner.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => _inner.AppendFormatted(value, format);

        internal string Text() => _inner.ToStringAndClear();
    }
}
