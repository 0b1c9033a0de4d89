using System.CommandLine;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class Numbers
{
    public static Option<int> Option(string name, string description, int value, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < min || result.GetValue(option) > max)
                result.AddError($"{name} must be from {min} to {max}.");
        });
        return option;
    }
}
