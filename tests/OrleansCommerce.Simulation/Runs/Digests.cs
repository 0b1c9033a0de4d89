using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>One line per seed: the SHA-256 of its whole trace, to compare processes by.</summary>
public static class Digests
{
    public static void Write(Settings settings, TextWriter output)
    {
        for (var i = 0; i < settings.Seeds; i++)
        {
            var seed = settings.First + (ulong)(settings.IsReversed ? settings.Seeds - 1 - i : i);
            using var bytes = new MemoryStream();
            using (var trace = new StreamWriter(bytes, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
                SeedQueue.RunOne(settings.Scenario(seed), Program.PlantOf(settings)(), trace);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {hash} {bytes.Length}"));
        }
    }
}
