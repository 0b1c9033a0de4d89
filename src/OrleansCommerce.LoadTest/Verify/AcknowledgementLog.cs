using System.Text;
using System.Text.Json;
using OrleansCommerce.LoadTest.Commands;

namespace OrleansCommerce.LoadTest.Verify;

/// <summary>
/// Writes down what was acknowledged, one JSON object per line, each handed to the operating system at once: so the log is true even if
/// this process is killed, and a last line cut short is the only damage that can be.
/// </summary>
internal sealed class AcknowledgementLog(string path) : IDisposable
{
    private readonly FileStream _file = new(Prepared(path), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();

    public void Write(Acknowledgement acknowledgement)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(acknowledgement, AcknowledgementJson.Default.Acknowledgement), (byte)'\n'];
        lock (_gate)
            _file.Write(line);
    }

    public void Dispose() => _file.Dispose();

    public static IReadOnlyList<Acknowledgement> Read(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : throw new NotRunException($"There is no journal {path}.");
        var complete = text.LastIndexOf('\n') + 1;
        var entries = new List<Acknowledgement>();
        foreach (var line in text.AsSpan(0, complete).EnumerateLines())
        {
            if (!line.IsEmpty)
                entries.Add(Parse(line, path, entries.Count + 1));
        }
        return entries;
    }

    private static Acknowledgement Parse(ReadOnlySpan<char> line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AcknowledgementJson.Default.Acknowledgement)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException unreadable)
        {
            throw new NotRunException($"{path}, line {number} is no acknowledgement: {unreadable.Message}");
        }
    }

    private static string Prepared(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        return path;
    }
}
