using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Orleans.Hosting;
using Orleans.Invocation;

namespace Orleans.Runtime;

/// <summary>Emits the request class of one grain method.</summary>
internal static class RequestEmitter
{
    public static string FieldName(int argument) => string.Create(CultureInfo.InvariantCulture, $"Argument{argument}");

    public static Type Emit(ModuleBuilder module, string name, GrainMethod method)
    {
        var baseType = BaseOf(method);
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class, baseType);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        var parameters = method.Info.GetParameters();
        var fields = new FieldBuilder[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            fields[i] = type.DefineField(FieldName(i), parameters[i].ParameterType, FieldAttributes.Public);
        EmitInvoke(type, baseType, method, fields);
        EmitName(type, method);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].ParameterType == typeof(CancellationToken))
                EmitToken(type, fields[i]);
        }

        return type.CreateType();
    }

    private static Type BaseOf(GrainMethod method) => method.Kind switch
    {
        GrainMethodKind.Task => typeof(TaskRequest),
        GrainMethodKind.TaskOfResult => typeof(TaskRequest<>).MakeGenericType(method.Result!),
        GrainMethodKind.ValueTask => typeof(ValueTaskRequest),
        _ => typeof(ValueTaskRequest<>).MakeGenericType(method.Result!),
    };

    /// <summary>Emits <c>return ((IGrainInterface)grain).Method(Argument0, …)</c>.</summary>
    private static void EmitInvoke(TypeBuilder type, Type baseType, GrainMethod method, FieldBuilder[] fields)
    {
        var il = Override(type, baseType.GetMethod("InvokeInner", BindingFlags.Instance | BindingFlags.NonPublic)!);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.Info.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method.Info);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitName(TypeBuilder type, GrainMethod method)
    {
        var il = Override(type, GetterOf("MethodName"));
        il.Emit(OpCodes.Ldstr, method.Info.Name);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitToken(TypeBuilder type, FieldBuilder token)
    {
        var il = Override(type, GetterOf("Token"));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, token);
        il.Emit(OpCodes.Ret);
    }

    private static MethodInfo GetterOf(string property) =>
        typeof(GrainRequest).GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetMethod!;

    private static ILGenerator Override(TypeBuilder type, MethodInfo inherited)
    {
        var builder = type.DefineMethod(
            inherited.Name,
            MethodAttributes.Family | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            inherited.ReturnType,
            Array.ConvertAll(inherited.GetParameters(), parameter => parameter.ParameterType));
        return builder.GetILGenerator();
    }
}
