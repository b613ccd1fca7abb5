using System.CommandLine;
using System.Globalization;

namespace CityDesk.Commands;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class NumberOption
{
    public static Option<int> Between(this Option<int> option, int min, int max)
    {
        // A text that is no number is the parser's to refuse.
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var number) && (number < min || number > max))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be {min:N0} to {max:N0}."));
        });
        return option;
    }
}
