using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Runtime;

/// <summary>
/// Emits, once per grain interface, a reference class that implements it and one request class per method with a typed field
/// per argument, so that a call needs no reflection and no array of boxed arguments.
/// </summary>
internal static class ProxyEmitter
{
    // Generated code depends on nothing but the interface, so sharing it within the process changes no behaviour.
    private static readonly ConcurrentDictionary<Type, Lazy<Func<object, string, GrainReference>>> Factories = new();

    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Orleans.InProcess.Proxies"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Proxies");

    private static readonly Type[] ConstructorTypes = [typeof(object), typeof(string)];

    /// <summary>Makes references from a <see cref="GrainInterface"/> and a key.</summary>
    /// <exception cref="InvalidOperationException">The interface breaks a rule of grain interfaces.</exception>
    public static Func<object, string, GrainReference> FactoryOf(Type interfaceType) =>
        Factories.GetOrAdd(interfaceType, static type => new(() => Emit(type))).Value;

    private static Func<object, string, GrainReference> Emit(Type interfaceType)
    {
        var methods = GrainMethod.AllOf(interfaceType);
        lock (Module)
        {
            var prefix = $"{interfaceType.FullName}#{interfaceType.Module.ModuleVersionId:N}#";
            var proxy = Module.DefineType(
                prefix + "Reference",
                TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class,
                typeof(GrainReference),
                [interfaceType]);
            EmitConstructor(proxy);
            for (var i = 0; i < methods.Count; i++)
                EmitMethod(proxy, methods[i], RequestEmitter.Emit(Module, $"{prefix}{i}.{methods[i].Info.Name}", methods[i]));
            return FactoryFor(proxy.CreateType());
        }
    }

    private static void EmitConstructor(TypeBuilder proxy)
    {
        var baseConstructor = typeof(GrainReference).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, ConstructorTypes)!;
        var il = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, ConstructorTypes).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, baseConstructor);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Emits <c>return this.Send…(new Request { Argument0 = …, … }, options)</c>.</summary>
    private static void EmitMethod(TypeBuilder proxy, GrainMethod method, Type request)
    {
        var parameters = Array.ConvertAll(method.Info.GetParameters(), parameter => parameter.ParameterType);
        var builder = proxy.DefineMethod(
            $"{method.Info.DeclaringType!.FullName}.{method.Info.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            method.Info.ReturnType,
            parameters);
        var il = builder.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, request.GetConstructor(Type.EmptyTypes)!);
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, request.GetField(RequestEmitter.FieldName(i))!);
        }

        il.Emit(OpCodes.Ldc_I4, (int)method.Options);
        il.Emit(OpCodes.Call, SenderOf(method));
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(builder, method.Info);
    }

    private static MethodInfo SenderOf(GrainMethod method)
    {
        var sender = typeof(GrainReference).GetMethod(
            method.Kind switch
            {
                GrainMethodKind.Task => "SendForTask",
                GrainMethodKind.TaskOfResult => "SendForTaskOf",
                GrainMethodKind.ValueTask => "SendForValueTask",
                _ => "SendForValueTaskOf",
            },
            BindingFlags.Instance | BindingFlags.NonPublic)!;
        return method.Result is { } result ? sender.MakeGenericMethod(result) : sender;
    }

    private static Func<object, string, GrainReference> FactoryFor(Type proxy)
    {
        var create = new DynamicMethod("New" + proxy.Name, typeof(GrainReference), ConstructorTypes, typeof(ProxyEmitter).Module, true);
        var il = create.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Newobj, proxy.GetConstructor(ConstructorTypes)!);
        il.Emit(OpCodes.Ret);
        return create.CreateDelegate<Func<object, string, GrainReference>>();
    }
}
