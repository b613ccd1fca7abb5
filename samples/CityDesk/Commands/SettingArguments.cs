using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using CityDesk.Data;

namespace CityDesk.Commands;

/// <summary>Settings on the command line, <c>--Section:Key=value</c>: told apart from a command's own options by the colon.</summary>
internal static partial class SettingArguments
{
    /// <summary>Sections of ours. A misspelt key in them would silently mean another database than the one that was asked for.</summary>
    private static readonly Dictionary<string, Type> OwnSections = new(StringComparer.OrdinalIgnoreCase)
    {
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [DeskOptions.Section] = typeof(DeskOptions),
    };

    public static bool IsSetting(string argument) => Form().IsMatch(argument);

    /// <returns>What is wrong with a setting; <see langword="null"/> when nothing is.</returns>
    public static string? FindProblem(string setting)
    {
        var path = Form().Match(setting).Groups["path"].Value.Split(':');
        if (!OwnSections.TryGetValue(path[0], out var options))
            return path[0].Equals("Logging", StringComparison.OrdinalIgnoreCase) ? null : $"'{setting}': there is no section {path[0]}; known are {string.Join(", ", OwnSections.Keys)} and Logging.";

        var keys = options.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var key = path.Length == 2 ? Array.Find(keys, property => property.Name.Equals(path[1], StringComparison.OrdinalIgnoreCase)) : null;
        if (key is null)
            return $"'{setting}': section {path[0]} has {string.Join(", ", keys.Select(property => property.Name))}.";
        return CanConvert(setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..], key.PropertyType)
            ? null
            : $"'{setting}': {path[1]} must be {Describe(key.PropertyType)}.";
    }

    /// <summary>Whether the configuration binder, which uses the same converters, can read a value.</summary>
    private static bool CanConvert(string value, Type type)
    {
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Describe(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration like 00:00:30"
        : "a whole number";

    [GeneratedRegex("^--(?<path>[A-Za-z][A-Za-z0-9.]*(:[A-Za-z0-9.]+)+)=")]
    private static partial Regex Form();
}
