using System.Collections.Immutable;
using System.Reflection;

namespace OrleansCommerce.Engine.Tests.House;

/// <summary>
/// What crosses a grain call can't be changed by anybody, all the way down: within one process messages are passed by reference, so a
/// caller that could change what it sent would change what the other one works on.
/// </summary>
internal static class MessageRules
{
    private const BindingFlags Fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly ImmutableArray<Type> Values =
    [
        typeof(string), typeof(decimal), typeof(DateTimeOffset), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(UInt128), typeof(CancellationToken), typeof(void),
    ];

    private static readonly ImmutableArray<Type> Containers =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableSortedDictionary<,>),
        typeof(Task<>), typeof(ValueTask<>),
    ];

    /// <summary>Every message type of these interfaces, and what is wrong with each.</summary>
    public static (IReadOnlyCollection<Type> Messages, IReadOnlyList<string> Offences) Of(IEnumerable<Type> interfaces)
    {
        var seen = new HashSet<Type>();
        var offences = new List<string>();
        foreach (var method in interfaces.SelectMany(type => type.GetMethods()))
        {
            foreach (var type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                Look(type, $"{method.DeclaringType!.Name}.{method.Name}", seen, offences);
        }
        return (seen, offences);
    }

    private static void Look(Type type, string path, HashSet<Type> seen, List<string> offences)
    {
        if (type.IsPrimitive || type.IsEnum || Values.Contains(type) || type == typeof(Task) || type == typeof(ValueTask))
            return;
        if (type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var argument in type.GetGenericArguments())
                Look(argument, path, seen, offences);
            return;
        }
        if (type.IsArray || type.IsInterface || type.Assembly == typeof(object).Assembly)
        {
            offences.Add($"{path} holds {type.Name}, which can be changed");
            return;
        }
        if (!seen.Add(type))
            return;
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (var field in level.GetFields(Fields))
            {
                if (!IsFixed(field))
                    offences.Add($"{type.Name}.{field.Name} can be set");
                Look(field.FieldType, $"{type.Name}.{field.Name}", seen, offences);
            }
        }
        // Whoever takes the base may be sent any of the others.
        if (!type.IsSealed)
        {
            foreach (var derived in type.Assembly.GetTypes().Where(other => other.IsSubclassOf(type)))
                Look(derived, path, seen, offences);
        }
    }

    /// <summary>Read-only, or behind a property that can only be set while the object is made.</summary>
    private static bool IsFixed(FieldInfo field)
    {
        if (field.IsInitOnly)
            return true;
        var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : null;
        var setter = name is null ? null : field.DeclaringType!.GetProperty(name, Fields)?.SetMethod;
        return setter?.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ?? false;
    }
}
