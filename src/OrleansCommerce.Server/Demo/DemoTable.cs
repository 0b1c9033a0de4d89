using System.IO.Compression;

namespace OrleansCommerce.Server.Demo;

/// <summary>Reads the tables embedded beside this code: gzip, tab-separated, one header line, no quoting.</summary>
internal static class DemoTable
{
    public static IEnumerable<string[]> Rows(string name)
    {
        var resource = $"OrleansCommerce.Server.Demo.Data.{name}.tsv.gz";
        using var packed = typeof(DemoTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {resource}.");
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split('\t');
    }
}
