using System.Buffers.Text;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// What has to be read of an answer to know its status and where it ends: status line, <c>Content-Length</c>, and the empty line. Written
/// for servers that are known, not for any: an answer whose length is not said is refused.
/// </summary>
/// <param name="Length">Bytes of the head, the empty line included.</param>
/// <param name="BodyLength">Bytes behind it.</param>
internal readonly record struct ResponseHead(int Status, int Length, int BodyLength)
{
    private const int StatusStart = 9;
    private const int StatusDigits = 3;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> Version => "HTTP/1.1 "u8;

    /// <summary>False while the head is not here as a whole.</summary>
    /// <exception cref="InvalidDataException">This is not the head of an answer, or it does not say how long the answer is.</exception>
    public static bool TryRead(ReadOnlySpan<byte> received, out ResponseHead head)
    {
        head = default;
        var end = received.IndexOf(End);
        if (end < 0)
            return false;
        var text = received[..(end + End.Length)];
        if (!text.StartsWith(Version) || !Utf8Parser.TryParse(text.Slice(StatusStart, StatusDigits), out int status, out var digits) || digits != StatusDigits)
            throw new InvalidDataException("This is not the head of an answer.");
        var body = Number(text, "\r\nContent-Length: "u8) ?? throw new InvalidDataException("The answer does not say how long it is.");
        head = new(status, text.Length, body);
        return true;
    }

    /// <summary>The number that a header has, or null.</summary>
    /// <param name="header">As it begins, the end of the line before included, in the spelling of the server.</param>
    public static int? Number(ReadOnlySpan<byte> head, ReadOnlySpan<byte> header)
    {
        var at = head.IndexOf(header);
        return at >= 0 && Utf8Parser.TryParse(head[(at + header.Length)..], out int number, out _) && number >= 0 ? number : null;
    }
}
