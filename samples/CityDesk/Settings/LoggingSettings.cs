using Microsoft.Extensions.Logging.Console;

namespace CityDesk.Settings;

/// <summary>Section <c>Logging</c>, of the framework: what it does not know it passes over, and then the log is not what the operator asked for.</summary>
internal static class LoggingSettings
{
    public const string SectionName = "Logging";

    private const string Level = "LogLevel";
    private const string Console = "Console";
    private const string FormatterOptions = "FormatterOptions";
    private const string CaptureScopes = "CaptureScopes";

    /// <summary>Where the host logs to, by the names that have filters of their own.</summary>
    private static readonly string[] Providers = [Console, "Debug", "EventLog", "EventSource", "OpenTelemetry"];

    private static readonly string[] Names = [Level, .. Providers, CaptureScopes];

    private static readonly string[] Formatters = [DeskConsoleFormatter.FormatterName, ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    private static readonly Dictionary<string, Type> OfConsole = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LogToStandardErrorThreshold"] = typeof(LogLevel),
        ["MaxQueueLength"] = typeof(int),
        ["QueueFullMode"] = typeof(ConsoleLoggerQueueFullMode),
    };

    public static string FormatterChoice => ValueText.Either(Formatters);

    /// <param name="path">The parts of the name, the section first.</param>
    /// <param name="value">The value.</param>
    public static string? FindProblem(IReadOnlyList<string> path, string value)
    {
        var name = string.Join(':', path);
        if (path.Count > 2 && Is(path[1], Level))
            return Judge(name, value, typeof(LogLevel));
        if (path.Count == 2 && Is(path[1], CaptureScopes))
            return Judge(name, value, typeof(bool));
        if (path.Count < 3 || !Array.Exists(Providers, provider => Is(path[1], provider)))
            return $"'{name}': section {SectionName} has {string.Join(", ", Names)}.{NearestName.Ask(path.Count > 1 ? path[1] : "", Names)}";
        if (Is(path[2], Level))
            return path.Count > 3 ? Judge(name, value, typeof(LogLevel)) : $"'{name}': it is written {name}:CATEGORY, where CATEGORY may be Default.";
        return Is(path[1], Console) ? FindConsoleProblem(name, path, value) : null;
    }

    private static string? FindConsoleProblem(string name, IReadOnlyList<string> path, string value)
    {
        if (path.Count > 3 && Is(path[2], FormatterOptions))
            return null;
        if (path.Count == 3 && Is(path[2], nameof(ConsoleLoggerOptions.FormatterName)))
            return Array.Exists(Formatters, formatter => Is(value, formatter)) ? null : $"'{name}={value}': {path[2]} must be {FormatterChoice}.{NearestName.Ask(value, Formatters)}";
        if (path.Count == 3 && OfConsole.TryGetValue(path[2], out var type))
            return Judge(name, value, type);
        string[] known = [nameof(ConsoleLoggerOptions.FormatterName), FormatterOptions, Level, .. OfConsole.Keys];
        return $"'{name}': section {SectionName}:{Console} has {string.Join(", ", known)}.{NearestName.Ask(path[2], known)}";
    }

    private static string? Judge(string name, string value, Type type) =>
        ValueText.Fits(value, type) ? null : $"'{name}={value}': {name} must be {ValueText.Describe(type)}.";

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
