using System.CommandLine;
using System.Globalization;

namespace CityDesk.Commands;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option that need not be there.</summary>
    public static Option<int?> Optional(string name, int min, int max) => new(name) { CustomParser = result => Read(name, result, min, max) };

    /// <summary>An option that must be there, or has a default.</summary>
    public static Option<int> Create(string name, int min, int max) => new(name) { CustomParser = result => Read(name, result, min, max) ?? 0 };

    private static int? Read(string name, System.CommandLine.Parsing.ArgumentResult result, int min, int max)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        var bounds = max == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"of {min:N0} or more")
            : string.Create(CultureInfo.InvariantCulture, $"from {min:N0} to {max:N0}");
        result.AddError($"{name} must be a whole number {bounds}.");
        return null;
    }
}
