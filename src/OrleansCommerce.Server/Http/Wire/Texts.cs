using OrleansCommerce.Domain;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>Checks that many fields share.</summary>
public static class Texts
{
    /// <summary>An id that must be there.</summary>
    public static void CheckId(this FieldErrors errors, string field, string? id)
    {
        if (id is null)
        {
            errors.Add(ProblemKinds.Malformed, field, "Needed.");
        }
        else
        {
            errors.CheckOptionalId(field, id);
        }
    }

    public static void CheckOptionalId(this FieldErrors errors, string field, string? id)
    {
        if (id is not null && !Identifier.IsValid(id))
        {
            errors.Add(ProblemKinds.InvalidId, field, ProblemKinds.InvalidId.Meaning);
        }
    }

    /// <summary>A text that must be there and say something.</summary>
    public static void CheckText(this FieldErrors errors, string field, string? text, int lengthMax)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(ProblemKinds.Malformed, field, "Needed.");
        }
        else
        {
            errors.CheckOptionalText(field, text, lengthMax);
        }
    }

    /// <summary>Control characters have no place in a name or a reason, and some storages do not take them.</summary>
    public static void CheckOptionalText(this FieldErrors errors, string field, string? text, int lengthMax)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > lengthMax)
        {
            errors.Add(ProblemKinds.Malformed, field, $"At most {lengthMax} characters.");
        }
        else if (text.Any(char.IsControl))
        {
            errors.Add(ProblemKinds.Malformed, field, "No control characters.");
        }
    }
}
