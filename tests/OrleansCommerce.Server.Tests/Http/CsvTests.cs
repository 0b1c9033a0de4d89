using System.IO.Pipelines;
using System.Text;
using OrleansCommerce.Server.Http.Import;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b,c", new[] { "a", "b", "c" })]
    [InlineData("", new[] { "" })]
    [InlineData(",", new[] { "", "" })]
    [InlineData("a,\"b,c\",d", new[] { "a", "b,c", "d" })]
    [InlineData("\"a\"\"b\",\"\"", new[] { "a\"b", "" })]
    [InlineData("\"\"\"\"", new[] { "\"" })]
    [InlineData("a,5\" pipe,c", new[] { "a", "5\" pipe", "c" })]
    [InlineData("\"a\nb\",c", new[] { "a\nb", "c" })]
    [InlineData("é,\"ü\"", new[] { "é", "ü" })]
    public void Fields_WellFormed_AsRfc4180Says(string record, string[] expected)
    {
        Assert.Equal(expected, Csv.Fields(Encoding.UTF8.GetBytes(record), out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("\"a")]
    [InlineData("\"a\"b,c")]
    [InlineData("a,\"")]
    public void Fields_QuotesNotWellFormed_Malformed(string record)
    {
        Assert.Null(Csv.Fields(Encoding.UTF8.GetBytes(record), out var problem));
        Assert.Equal("malformed", problem!.Code);
    }

    [Fact]
    public void Fields_NotUtf8_Malformed()
    {
        Assert.Null(Csv.Fields([(byte)'a', 0xFF], out var problem));
        Assert.Equal("malformed", problem!.Code);
    }

    [Theory]
    [InlineData("a\nb\r\nc", "1:a|2:b|3:c")]
    [InlineData("a\n\nb\n", "1:a|2:|3:b")]
    [InlineData("\"x\ny\",1\nb\n", "1:\"x\ny\",1|3:b")]
    [InlineData("\"open\nb\nc\n", "1:\"open|2:b|3:c")]
    [InlineData("a,\"x\"y\nb\n", "1:a,\"x\"y|2:b")]
    [InlineData("a,\"one\ntwo\"oops\nb\n", "1:a,\"one|2:two\"oops|3:b")]
    [InlineData("a,5\" pipe\nb\n", "1:a,5\" pipe|2:b")]
    public async Task Records_OfCsv_KeepTheirLinesApart(string text, string expected)
    {
        for (var chunk = 1; chunk <= text.Length; chunk++)
        {
            Assert.Equal(expected, string.Join('|', await Records(text, chunk, Csv.RecordEnd)));
        }
    }

    [Theory]
    [InlineData(64 * 1024, "\n", false)]
    [InlineData(64 * 1024, "\r\n", false)]
    [InlineData(64 * 1024, "", false)]
    [InlineData((64 * 1024) + 1, "\n", true)]
    [InlineData((64 * 1024) + 1, "\r\n", true)]
    [InlineData((64 * 1024) + 1, "", true)]
    [InlineData(1_000_000, "\n", true)]
    public async Task Records_AtAndBeyondTheirLimit_OnlyTheLongOneIsPassedOver(int length, string end, bool isTooLong)
    {
        var text = $"a\n{new string('x', length)}{end}{(end.Length > 0 ? "b" : "")}";
        foreach (var chunk in new[] { 1_000, 65_536, 65_538, 2_000_000 })
        {
            var records = await Records(text, chunk, JsonLines.RecordEnd);
            Assert.Equal("1:a", records[0]);
            Assert.Equal(isTooLong ? "2:too long" : $"2:{new string('x', length)}", records[1]);
            Assert.Equal(end.Length > 0 ? ["3:b"] : [], records.Skip(2));
        }
    }

    private static async Task<List<string>> Records(string text, int chunk, RecordEnd recordEnd)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var bytes = Encoding.UTF8.GetBytes(text);
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length; at += chunk)
            {
                await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(chunk, bytes.Length - at)));
            }

            await pipe.Writer.CompleteAsync();
        });
        var reader = new RecordReader(pipe.Reader, recordEnd);
        var found = new List<string>();
        while (await reader.Next(CancellationToken.None) is { } record)
        {
            found.Add($"{record.Line}:{(record.IsTooLong ? "too long" : Encoding.UTF8.GetString(record.Text.Span))}");
        }

        await writing;
        return found;
    }
}
