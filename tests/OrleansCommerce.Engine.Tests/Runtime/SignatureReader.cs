using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrleansCommerce.Runtime;

/// <summary>Reads what an assembly shows to others, without loading it: type by type, one line per member.</summary>
internal static class SignatureReader
{
    private static readonly SignatureNames Names = new();

    public static Dictionary<string, HashSet<string>> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var types = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            if ((type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
                types[NameOf(reader, type)] = [.. MembersOf(reader, type)];
        }

        return types;
    }

    public static string NameOf(MetadataReader reader, TypeDefinition type) =>
        $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    private static IEnumerable<string> MembersOf(MetadataReader reader, TypeDefinition type)
    {
        yield return $"kind {KindOf(reader, type)}";
        foreach (var handle in type.GetInterfaceImplementations())
        {
            if ((type.Attributes & TypeAttributes.Interface) != 0)
                yield return $"interface {NameOf(reader, reader.GetInterfaceImplementation(handle).Interface)}";
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
                yield return $"field {reader.GetString(field.Name)} {field.DecodeSignature(Names, null)} {ValueOf(reader, field.GetDefaultValue())}";
        }

        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            var access = method.Attributes & MethodAttributes.MemberAccessMask;
            var overrides = (method.Attributes & MethodAttributes.Virtual) != 0 && (method.Attributes & MethodAttributes.NewSlot) == 0;
            if (access is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem && !overrides)
                yield return Describe(reader, method);
        }

        foreach (var attribute in type.GetCustomAttributes().Select(reader.GetCustomAttribute))
        {
            if (AttributeName(reader, attribute) == "System.AttributeUsageAttribute")
                yield return $"usage {Convert.ToHexString(reader.GetBlobBytes(attribute.Value))}";
        }
    }

    private static string KindOf(MetadataReader reader, TypeDefinition type)
    {
        if ((type.Attributes & TypeAttributes.Interface) != 0)
            return "interface";
        var parent = NameOf(reader, type.BaseType);
        return parent is "System.ValueType" or "System.Enum" ? parent : "class";
    }

    private static string Describe(MetadataReader reader, MethodDefinition method)
    {
        var signature = method.DecodeSignature(Names, null);
        var parameters = method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0)
            .OrderBy(parameter => parameter.SequenceNumber)
            .Select(parameter => $"{signature.ParameterTypes[parameter.SequenceNumber - 1]} {reader.GetString(parameter.Name)}"
                + ((parameter.Attributes & ParameterAttributes.Optional) != 0 ? $" = {ValueOf(reader, parameter.GetDefaultValue())}" : ""));
        var isStatic = (method.Attributes & MethodAttributes.Static) != 0 ? "static " : "";
        var arity = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "";
        return $"{isStatic}{signature.ReturnType} {reader.GetString(method.Name)}{arity}({string.Join(", ", parameters)})";
    }

    private static string ValueOf(MetadataReader reader, ConstantHandle handle) =>
        handle.IsNil ? "default" : Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(handle).Value));

    private static string? AttributeName(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
            ? NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent)
            : null;

    private static string NameOf(MetadataReader reader, EntityHandle handle) => handle switch
    {
        { IsNil: true } => "",
        { Kind: HandleKind.TypeReference } => Names.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        { Kind: HandleKind.TypeDefinition } => Names.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        _ => Names.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)handle, 0),
    };
}
