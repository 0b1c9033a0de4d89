using System.Buffers;
using System.IO.Pipelines;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>Where the first record of the window ends: the index of its line feed, or -1 when more has to be read first.</summary>
/// <param name="isWhole">Nothing more will come, or nothing more would fit.</param>
internal delegate int RecordEnd(ReadOnlySpan<byte> window, bool isWhole);

/// <summary>
/// Cuts a body into records as it comes, with a window of a little more than one record in memory. A record that is too long is passed
/// over up to the end of its line.
/// </summary>
internal sealed class RecordReader(PipeReader pipe, RecordEnd recordEnd)
{
    /// <summary>Bytes of one record, its line feed not counted.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly byte[] _window = new byte[BytesMax + 2];
    private int _start;
    private int _end;
    private bool _isLast;
    private long _line;

    /// <summary>Null at the end. What it shows stays as it is until the next call.</summary>
    public async ValueTask<ImportRecord?> Next(CancellationToken cancellation)
    {
        while (true)
        {
            var length = recordEnd(_window.AsSpan(_start, _end - _start), _isLast || _end - _start > BytesMax);
            if (length >= 0)
            {
                return Take(length, length + 1);
            }

            if (_end - _start > BytesMax + 1 || (_end - _start == BytesMax + 1 && _window[_end - 1] != '\r'))
            {
                return await SkipLine(cancellation);
            }

            if (_isLast)
            {
                return _end == _start ? null : Take(_end - _start, _end - _start);
            }

            await Fill(cancellation);
        }
    }

    private ImportRecord Take(int length, int consumed)
    {
        var record = _window.AsMemory(_start, length);
        var first = _line + 1;
        _line += record.Span.Count((byte)'\n') + 1;
        _start += consumed;
        var text = record.Span.EndsWith("\r"u8) ? record[..^1] : record;
        return new(first, text, text.Length > BytesMax);
    }

    private async ValueTask<ImportRecord> SkipLine(CancellationToken cancellation)
    {
        while (true)
        {
            var feed = _window.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                _start += feed + 1;
                break;
            }

            _start = _end = 0;
            if (_isLast)
            {
                break;
            }

            await Fill(cancellation);
        }

        return new(++_line, default, IsTooLong: true);
    }

    private async ValueTask Fill(CancellationToken cancellation)
    {
        _window.AsSpan(_start, _end - _start).CopyTo(_window);
        (_start, _end) = (0, _end - _start);
        var read = await pipe.ReadAsync(cancellation);
        var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, _window.Length - _end));
        taken.CopyTo(_window.AsSpan(_end));
        _end += (int)taken.Length;
        _isLast = read.IsCompleted && taken.Length == read.Buffer.Length;
        pipe.AdvanceTo(taken.End);
    }
}

/// <summary>One record of an import.</summary>
/// <param name="Line">The number of its first line, from 1.</param>
internal readonly record struct ImportRecord(long Line, ReadOnlyMemory<byte> Text, bool IsTooLong);
