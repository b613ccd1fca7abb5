using Platform.Architecture.Tests.Approvals;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Whoever wants to know what a package logs or measures reads one file: <c>Log.cs</c> has every log event, each with an id of
/// its own; <c>Telemetry.cs</c> has one ActivitySource and one Meter, both named as the package.
/// </summary>
internal static class TelemetryHasOneHome
{
    public static IEnumerable<Violation> Check(Package package) => CheckLog(package).Concat(CheckTelemetry(package));

    private static IEnumerable<Violation> CheckLog(Package package)
    {
        var events = TelemetryText.LogEvents(package.Assembly).ToList();
        foreach (var stray in events.Where(log => log.Method.DeclaringType.FullName != $"{package.Name}.Log"))
            yield return new Violation(stray.Method.SourceName(), "is a log event outside Log.cs, the one place of the package for them.");
        foreach (var nameless in events.Where(log => log.Id is null))
            yield return new Violation(nameless.Method.SourceName(), "is a log event without an EventId of its own; people filter by it.");
        foreach (var twice in events.Where(log => log.Id is not null).GroupBy(log => log.Id).Where(group => group.Count() > 1))
            yield return new Violation(package.Name.Value, $"has the log event {twice.Key} more than once: {string.Join(", ", twice.Select(log => log.Name))}.");
        foreach (var violation in CheckFile(package, "Log.cs", needed: events.Count > 0))
            yield return violation;
    }

    private static IEnumerable<Violation> CheckTelemetry(Package package)
    {
        var calls = package.Assembly.Bodies().SelectMany(CallWithConstants.In).ToList();
        var sources = TelemetryText.Sources(calls).ToList();
        var meters = TelemetryText.Meters(calls).ToList();
        foreach (var (call, name) in sources.Concat(meters))
        {
            if (call.Caller.DeclaringType.SourceType().FullName != $"{package.Name}.Telemetry")
                yield return new Violation(call.Caller.SourceName(), "makes an activity source or a meter outside Telemetry.cs, the one place of the package for them.");
            if (name != package.Name.Value)
                yield return new Violation(call.Caller.SourceName(), $"names an activity source or a meter {name}; it must be the constant \"{package.Name}\".");
        }
        if (sources.Count > 1 || meters.Count > 1)
            yield return new Violation(package.Name.Value, $"makes {sources.Count} activity sources and {meters.Count} meters; one of each is the most.");
        foreach (var violation in CheckFile(package, "Telemetry.cs", needed: sources.Count + meters.Count > 0))
            yield return violation;
    }

    private static IEnumerable<Violation> CheckFile(Package package, string file, bool needed)
    {
        var found = package.Sources.Where(source => source.Path == file || source.Path.EndsWith("/" + file, StringComparison.Ordinal)).ToList();
        if (needed && !found.Any(source => source.Path == file))
            yield return new Violation(package.Name.Value, $"has no {file} in its root.");
        foreach (var stray in found.Where(source => source.Path != file))
            yield return new Violation($"{package.Name}/{stray.Path}", $"is a second {file}; there is one, in the root of the package.");
    }
}
