using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What a grain method returns.</summary>
internal enum GrainMethodKind
{
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
}

/// <summary>One method of a grain interface, after the rules for such methods were checked.</summary>
internal sealed class GrainMethod
{
    private GrainMethod(MethodInfo info)
    {
        Info = info;
        Require(info, !info.IsGenericMethod, "is generic");
        Require(info, info.IsAbstract && !info.IsStatic, "is a default or static member");
        Require(info, !info.IsSpecialName, "belongs to a property or an event");
        var parameters = info.GetParameters();
        for (var i = 0; i < parameters.Length; i++)
        {
            var type = parameters[i].ParameterType;
            Require(info, !type.IsByRef, "has a ref, in or out parameter");
            Require(info, type != typeof(CancellationToken) || i == parameters.Length - 1, "has a cancellation token that is not its last parameter");
        }

        (Kind, Result) = ReturnOf(info);
        Options = OptionsOf(info);
        Require(info, Result is null || (Options & MessageOptions.OneWay) == 0, "is one-way and has a result");
    }

    public MethodInfo Info { get; }

    public GrainMethodKind Kind { get; }

    public Type? Result { get; }

    public MessageOptions Options { get; }

    /// <exception cref="InvalidOperationException">The interface breaks a rule of grain interfaces.</exception>
    public static List<GrainMethod> AllOf(Type interfaceType)
    {
        if (!interfaceType.IsVisible || interfaceType.IsGenericType)
            throw new InvalidOperationException($"The grain interface {interfaceType} must be public and not generic.");
        var methods = new List<GrainMethod>();
        foreach (var type in interfaceType.GetInterfaces().Append(interfaceType))
        {
            foreach (var info in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public))
                methods.Add(new GrainMethod(info));
        }

        return methods;
    }

    private static (GrainMethodKind Kind, Type? Result) ReturnOf(MethodInfo info)
    {
        var type = info.ReturnType;
        if (type == typeof(Task))
            return (GrainMethodKind.Task, null);
        if (type == typeof(ValueTask))
            return (GrainMethodKind.ValueTask, null);
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>))
            return (GrainMethodKind.TaskOfResult, type.GetGenericArguments()[0]);
        Require(info, definition == typeof(ValueTask<>), "returns no task");
        return (GrainMethodKind.ValueTaskOfResult, type.GetGenericArguments()[0]);
    }

    private static MessageOptions OptionsOf(MethodInfo info)
    {
        var options = MessageOptions.None;
        if (info.IsDefined(typeof(ReadOnlyAttribute)))
            options |= MessageOptions.ReadOnly;
        if (info.IsDefined(typeof(AlwaysInterleaveAttribute)))
            options |= MessageOptions.AlwaysInterleave;
        if (info.IsDefined(typeof(OneWayAttribute)))
            options |= MessageOptions.OneWay;
        return options;
    }

    private static void Require(MethodInfo info, bool kept, string fault)
    {
        if (!kept)
            throw new InvalidOperationException($"The grain method {info.DeclaringType?.FullName}.{info.Name} {fault}.");
    }
}
