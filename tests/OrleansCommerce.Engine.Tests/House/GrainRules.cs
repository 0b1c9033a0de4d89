using System.Reflection;
using System.Text.RegularExpressions;

namespace OrleansCommerce.Engine.Tests.House;

/// <summary>
/// What grain interfaces and classes must keep to and neither the compiler nor the runtime checks. Attributes and bases are told by name,
/// so that the rules hold for whichever runtime stands behind.
/// </summary>
internal static partial class GrainRules
{
    private const BindingFlags Everything =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly string[] OnInterfaceMethodsOnly =
        ["Orleans.Concurrency.AlwaysInterleaveAttribute", "Orleans.Concurrency.ReadOnlyAttribute", "Orleans.Concurrency.OneWayAttribute"];

    [GeneratedRegex(@"\b(?<name>JournaledGrain|DurableGrain|PersistentState|IPersistentState|IRemindable|RegisterOrUpdateReminder|GrainCancellationToken|MigrateOnIdle|IGrainObserver|ImplicitStreamSubscription|Task<\s*IAsyncEnumerable|IAsyncEnumerable<[^;{}()]*>\s+\w+\s*\()")]
    private static partial Regex Unused { get; }

    [GeneratedRegex("""
        //[^\n]*|/\*[\s\S]*?\*/|"(?:\\.|[^"\\\n])*"
        """)]
    private static partial Regex CommentOrString { get; }

    public static IReadOnlyList<Type> GrainInterfaces(Assembly assembly) =>
        [.. assembly.GetTypes().Where(t => t.IsInterface && t.GetInterfaces().Any(i => i.Name is "IGrain" or "IGrainWithStringKey" or "IAddressable"))];

    public static IReadOnlyList<Type> GrainClasses(Assembly assembly) => [.. assembly.GetTypes().Where(t => t.IsClass && IsGrain(t))];

    public static IEnumerable<string> OfInterfaces(IEnumerable<Type> interfaces) => interfaces.SelectMany(OfInterface);

    /// <summary>Interleaving is a property of the interface's method: on a class method it is silently ignored.</summary>
    public static IEnumerable<string> OfClasses(IEnumerable<Type> classes) =>
        from type in classes
        from method in type.GetMethods(Everything)
        from name in OnInterfaceMethodsOnly
        where Has(method, name)
        select $"{type.Name}.{method.Name} has {name} on the class's method";

    public static IEnumerable<string> OfText(string path, string source) =>
        Unused.Matches(CommentOrString.Replace(source, "")).Select(m => $"{path} uses {m.Groups["name"].Value}").Distinct();

    private static IEnumerable<string> OfInterface(Type type)
    {
        if (!IsPublic(type))
        {
            yield return $"{type.Name} is not public";
        }

        if (!type.GetInterfaces().Any(i => i.Name == "IGrainWithStringKey"))
        {
            yield return $"{type.Name} does not derive from IGrainWithStringKey";
        }

        if (type.IsGenericTypeDefinition)
        {
            yield return $"{type.Name} is generic";
        }

        if (!Has(type, "Orleans.AliasAttribute"))
        {
            yield return $"{type.Name} has no alias";
        }

        foreach (var member in type.GetMembers(Everything).Where(m => m is PropertyInfo or EventInfo or FieldInfo or Type))
        {
            yield return $"{type.Name}.{member.Name} is not a method";
        }

        var methods = type.GetMethods(Everything).Where(m => !m.IsSpecialName).ToArray();
        var inherited = type.GetInterfaces().SelectMany(i => i.GetMethods()).Select(m => m.Name);
        foreach (var name in methods.Select(m => m.Name).Concat(inherited).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            yield return $"{type.Name}.{name} is overloaded";
        }

        foreach (var offence in methods.SelectMany(OfMethod))
        {
            yield return $"{type.Name}.{offence}";
        }
    }

    private static IEnumerable<string> OfMethod(MethodInfo method)
    {
        if (method.IsStatic || !method.IsAbstract)
        {
            yield return $"{method.Name} is static or has a body";
        }

        if (method.IsGenericMethodDefinition)
        {
            yield return $"{method.Name} is generic";
        }

        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType;
        if (result != typeof(Task) && result != typeof(Task<>) && result != typeof(ValueTask) && result != typeof(ValueTask<>))
        {
            yield return $"{method.Name} returns no task";
        }

        if (Has(method, "Orleans.Concurrency.OneWayAttribute") && method.ReturnType != typeof(Task))
        {
            yield return $"{method.Name} is one way and has a result";
        }

        if (!Has(method, "Orleans.AliasAttribute"))
        {
            yield return $"{method.Name} has no alias";
        }

        var parameters = method.GetParameters();
        if (parameters.Any(p => p.ParameterType.IsByRef))
        {
            yield return $"{method.Name} takes a reference";
        }

        if (parameters.SkipLast(1).Any(p => p.ParameterType == typeof(CancellationToken)))
        {
            yield return $"{method.Name} has a token that is not its last parameter";
        }
    }

    private static bool IsGrain(Type type) => type.GetInterfaces().Any(i => i.Name is "IGrain" or "IGrainWithStringKey" or "IGrainBase");

    private static bool IsPublic(Type type) => type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType!));

    /// <summary>Planted offenders carry attributes of the same names below a namespace of their own.</summary>
    private static bool Has(MemberInfo member, string attribute) =>
        member.CustomAttributes.Any(a => a.AttributeType.FullName is { } name && (name == attribute || name == "Planted." + attribute));
}
