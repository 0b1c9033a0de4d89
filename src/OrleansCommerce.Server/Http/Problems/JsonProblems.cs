using System.Text.Json;

namespace OrleansCommerce.Server.Http.Problems;

/// <summary>Says what is wrong with a JSON text without repeating it, and without naming types of this program.</summary>
public static class JsonProblems
{
    private const int FieldLengthMax = 200;

    /// <param name="what">Where the text stood, as the beginning of a sentence.</param>
    public static Problem Of(JsonException e, string what = "The body")
    {
        var field = e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        if (field is null || field.Length > FieldLengthMax)
        {
            return Problem.Of(ProblemKinds.Malformed, $"{what} is not the JSON that is expected here (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }

        return Problem.OfField(
            ProblemKinds.Malformed, field, "Not a field, or not a value, that is expected here: quantities are whole numbers without quotes, times have their offset, and no field comes twice.");
    }
}
