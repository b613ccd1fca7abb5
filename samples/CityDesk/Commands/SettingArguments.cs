using System.Text.RegularExpressions;

namespace CityDesk.Commands;

/// <summary>Settings on the command line, <c>--Section:Key=value</c>: told apart from a command's own options by the colon.</summary>
internal static partial class SettingArguments
{
    public static bool IsSetting(string argument) => Form().IsMatch(argument);

    /// <returns>What is wrong with a setting; <see langword="null"/> when nothing is.</returns>
    public static string? FindProblem(string setting)
    {
        var form = Form().Match(setting);
        return DeskSettings.FindProblem(form.Groups["path"].Value, setting[form.Length..]);
    }

    [GeneratedRegex("^--(?<path>[A-Za-z][A-Za-z0-9.]*(:[A-Za-z0-9.]+)+)=")]
    private static partial Regex Form();
}
