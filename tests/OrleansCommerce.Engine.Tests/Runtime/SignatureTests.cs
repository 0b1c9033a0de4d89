using System.Reflection;
using Orleans;

namespace OrleansCommerce.Runtime;

/// <summary>Holds the public surface against the real packages, which are read from the package folder and never loaded.</summary>
public sealed class SignatureTests
{
    private const string Version = "10.4.2";

    private static readonly string[] Packages =
    [
        "Microsoft.Orleans.Core.Abstractions", "Microsoft.Orleans.Core", "Microsoft.Orleans.Serialization.Abstractions", "Microsoft.Orleans.Streaming",
    ];

    private static readonly string[] OwnNamespaces = ["Orleans.Hosting.", "Orleans.Invocation."];

    /// <summary>What emitted code needs and grains do not see.</summary>
    private static readonly string[] OwnMembers =
    [
        "Orleans.Runtime.GrainReference: Void .ctor(Object shared, String key)",
        "Orleans.Runtime.GrainReference: System.Threading.Tasks.Task SendForTask",
        "Orleans.Runtime.GrainReference: System.Threading.Tasks.Task`1<!!0> SendForTaskOf",
        "Orleans.Runtime.GrainReference: System.Threading.Tasks.ValueTask SendForValueTask",
        "Orleans.Runtime.GrainReference: System.Threading.Tasks.ValueTask`1<!!0> SendForValueTaskOf",
    ];

    [Fact]
    public void Surface_EachMember_IsInTheRealPackages()
    {
        var strange = StrangeIn(SignatureReader.Read(typeof(Grain).Assembly.Location), ReadReal());
        Assert.True(strange.Count == 0, "Not in the real packages:\n" + string.Join("\n", strange));
    }

    [Fact]
    public void Comparison_OfWhatIsNotReal_FindsIt()
    {
        var invented = new Dictionary<string, HashSet<string>>
        {
            ["Orleans.Grain"] = ["Void Invented()", "kind class"],
            ["Orleans.Invented"] = [],
        };
        Assert.Equal(["Orleans.Grain: Void Invented()", "Orleans.Invented"], StrangeIn(invented, ReadReal()));
    }

    private static List<string> StrangeIn(
        Dictionary<string, HashSet<string>> own, Dictionary<string, HashSet<string>> real)
    {
        var strange = new List<string>();
        foreach (var (type, members) in own)
        {
            if (Array.Exists(OwnNamespaces, name => type.StartsWith(name, StringComparison.Ordinal)))
                continue;
            if (real.TryGetValue(type, out var realMembers))
                strange.AddRange(members.Except(realMembers).Select(member => $"{type}: {member}"));
            else
                strange.Add(type);
        }

        strange.RemoveAll(line => Array.Exists(OwnMembers, member => line.StartsWith(member, StringComparison.Ordinal)));
        return strange;
    }

    private static Dictionary<string, HashSet<string>> ReadReal()
    {
        var root = typeof(SignatureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "PackageRoot").Value!;
        var types = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var package in Packages)
        {
            var folder = Path.Combine(root, package.ToLowerInvariant(), Version, "lib", "net10.0");
            Assert.SkipUnless(Directory.Exists(folder), $"{package} {Version} is not in the package folder.");
            foreach (var path in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            {
                foreach (var (type, members) in SignatureReader.Read(path))
                    types[type] = members;
            }
        }

        return types;
    }
}
