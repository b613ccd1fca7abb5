using System.Text.RegularExpressions;
using CityDesk.Settings;

namespace CityDesk.Commands;

/// <summary>Settings on the command line, <c>--Section:Key=value</c>: told apart from a command's own options by the colon.</summary>
internal static partial class SettingArguments
{
    private static readonly string[] Secrets = ["--Database:ConnectionString=", "--Limits:Redis=", "--Limits:RedisSecret="];

    public static bool IsSetting(string argument) => Form().IsMatch(argument);

    /// <returns>What is wrong with a setting; <see langword="null"/> when nothing is.</returns>
    public static string? FindProblem(string setting)
    {
        var form = Form().Match(setting);
        return DeskSettings.FindProblem(form.Groups["path"].Value, setting[form.Length..]);
    }

    /// <summary>The settings as the operator would write them again; what may hold a password is left for them to fill in.</summary>
    public static string Repeat(IEnumerable<string> settings) => string.Concat(settings.Select(static setting =>
        " " + (Array.Find(Secrets, secret => setting.StartsWith(secret, StringComparison.OrdinalIgnoreCase)) is { } name
            ? $"{name}…"
            : ThisProgram.Quote(setting))));

    /// <summary>The web host takes its settings as the framework reads them, <c>--Key=value</c>, <c>--Key value</c>, <c>/Key=value</c> or <c>Key=value</c>, which passes over the rest without a word.</summary>
    /// <exception cref="OperatorException">There is a rest.</exception>
    public static void RequireReadable(IReadOnlyList<string> args)
    {
        for (var at = 0; at < args.Count; at++)
        {
            var argument = args[at];
            var isNamed = argument.StartsWith("--", StringComparison.Ordinal) || argument.StartsWith('/');
            if (argument.Contains('=', StringComparison.Ordinal) && (isNamed || !argument.StartsWith('-')))
                continue;
            if (!isNamed)
                throw Unreadable(argument, argument.StartsWith('-') ? "there is no such option" : "a command comes first, and its settings follow");
            if (++at == args.Count)
                throw Unreadable(argument, "it has no value");
        }
    }

    private static OperatorException Unreadable(string argument, string problem) =>
        new($"'{argument}': {problem}. Settings are written --Section:Key=VALUE. See '{ThisProgram.Call} --help'.", ExitCodes.Usage);

    [GeneratedRegex("^--(?<path>[A-Za-z][A-Za-z0-9.]*(:[A-Za-z0-9.]+)+)=")]
    private static partial Regex Form();
}
