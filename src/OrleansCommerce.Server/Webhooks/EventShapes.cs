using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Describes the body of a record as JSON schema, from the type that it is written from.</summary>
internal static class EventShapes
{
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock Gate = new();

    public static JsonObject Of(Type body)
    {
        // What the runtime knows of nullability is gathered in an object that only one may use at a time.
        lock (Gate)
        {
            return Record(body);
        }
    }

    private static JsonObject Record(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var value = Value(property.PropertyType);
            properties[name] = value;

            // Records may leave out what has its type's default, so only what never has it is sure to be there.
            if (Default(property.PropertyType) is { } left)
            {
                value["default"] = left;
            }
            else if (property.PropertyType == typeof(DateTimeOffset)
                || (property.PropertyType == typeof(string) && Nullability.Create(property).ReadState == NullabilityState.NotNull))
            {
                required.Add(name);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }

    private static JsonValue? Default(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal) ? JsonValue.Create(0)
        : type == typeof(bool) ? JsonValue.Create(false)
        : type.IsEnum ? JsonValue.Create(Enum.GetName(type, 0))
        : null;

    private static JsonObject Value(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => new JsonObject { ["type"] = "string" },
            _ when plain == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when plain == typeof(int) || plain == typeof(long) => new JsonObject { ["type"] = "integer" },
            _ when plain == typeof(double) || plain == typeof(decimal) => new JsonObject { ["type"] = "number" },
            _ when plain == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            { IsEnum: true } => new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(plain).Select(name => JsonValue.Create(name))]) },
            { IsGenericType: true } when plain.GetGenericTypeDefinition() == typeof(ImmutableArray<>) =>
                new JsonObject { ["type"] = "array", ["items"] = Value(plain.GetGenericArguments()[0]) },
            _ => Record(plain),
        };
    }
}
