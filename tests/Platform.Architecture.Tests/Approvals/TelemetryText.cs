using System.Globalization;
using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Approvals;

/// <summary>
/// What a package writes to logs, traces and metrics, as one line each. People build alerts and dashboards on these names, so
/// they are a contract like the public API. Read from the IL: log events from their attributes, the rest from the constants
/// handed to the calls.
/// </summary>
internal static class TelemetryText
{
    private const string Computed = "(computed)";

    public static string Of(CompiledAssembly assembly)
    {
        var calls = assembly.Bodies().SelectMany(CallWithConstants.In).ToList();
        return Section("Log events", LogEvents(assembly).OrderBy(log => log.Id).ThenBy(log => log.Name, StringComparer.Ordinal).Select(log => log.ToString()))
            + Section("Activity sources", Sorted(Sources(calls).Select(source => source.Name)))
            + Section("Spans", Sorted(calls.Where(IsSpan).Select(call => call.Text("name") ?? Computed)))
            + Section("Meters", Sorted(Meters(calls).Select(meter => meter.Name)))
            + Section("Instruments", Sorted(calls.Where(IsInstrument).Select(Instrument)))
            + Section("Tags", Sorted(calls.Where(IsTag).Select(call => call.Text("key") ?? Computed)));
    }

    public static IEnumerable<LogEvent> LogEvents(CompiledAssembly assembly) =>
        from type in assembly.Types
        from method in type.Methods
        from attribute in method.CustomAttributes
        where attribute.AttributeType.FullName == "Microsoft.Extensions.Logging.LoggerMessageAttribute"
        select new LogEvent(
            method,
            attribute.Value("EventId") is int id and not -1 and not 0 ? id : null,
            attribute.Value("EventName") as string ?? method.Name,
            attribute.Value("Level") is int level ? Levels[level] : "(level at the call)",
            attribute.Value("Message") as string ?? "");

    /// <summary>Who makes an activity source, and under which name.</summary>
    public static IEnumerable<(CallWithConstants Call, string Name)> Sources(IEnumerable<CallWithConstants> calls) => calls
        .Where(call => call.Called.Name == ".ctor" && call.Called.DeclaringType.FullName is "System.Diagnostics.ActivitySource" or "System.Diagnostics.ActivitySourceOptions")
        .Where(call => call.Called.Parameters[0].ParameterType.FullName == "System.String")
        .Select(call => (call, call.Text("name") ?? Computed));

    /// <summary>Who makes a meter, and under which name: directly, through a factory, or through options for either.</summary>
    public static IEnumerable<(CallWithConstants Call, string Name)> Meters(IEnumerable<CallWithConstants> calls) => calls
        .Where(call => call.Called.DeclaringType.FullName is "System.Diagnostics.Metrics.Meter" or "System.Diagnostics.Metrics.MeterOptions" && call.Called.Name == ".ctor"
            || call.Called is { Name: "Create", DeclaringType.Name: "IMeterFactory" or "MeterFactoryExtensions" })
        .Where(call => call.Called.Parameters.Any(parameter => parameter.ParameterType.FullName == "System.String"))
        .Select(call => (call, call.Text("name") ?? Computed));

    private static bool IsSpan(CallWithConstants call) =>
        call.Called.DeclaringType.FullName == "System.Diagnostics.ActivitySource" && call.Called.Name is "StartActivity" or "CreateActivity";

    private static bool IsInstrument(CallWithConstants call) =>
        call.Called.DeclaringType.FullName == "System.Diagnostics.Metrics.Meter" && call.Called.Name.StartsWith("Create", StringComparison.Ordinal);

    /// <summary>Pairs are made everywhere; only those that <c>Telemetry</c> makes are known to be tags.</summary>
    private static bool IsTag(CallWithConstants call) => call.Called switch
    {
        { DeclaringType.FullName: "System.Diagnostics.Activity", Name: "SetTag" or "AddTag" } => true,
        { DeclaringType.FullName: "System.Diagnostics.TagList" or "System.Diagnostics.ActivityTagsCollection", Name: "Add", Parameters.Count: 2 } => true,
        { DeclaringType.FullName: "System.Collections.Generic.KeyValuePair`2<System.String,System.Object>", Name: ".ctor" } =>
            call.Caller.DeclaringType.SourceType().SelfAndDeclaring().Any(type => type.Name == "Telemetry"),
        _ => false,
    };

    private static string Instrument(CallWithConstants call)
    {
        var kind = call.Called.Name["Create".Length..];
        var of = ((GenericInstanceMethod)call.Called).GenericArguments[0].Name switch { "Int64" => "long", "Int32" => "int", "Double" => "double", var other => other };
        return $"{call.Text("name") ?? Computed} {kind}<{of}> [{call.Text("unit") ?? ""}] {call.Text("description") ?? ""}".TrimEnd();
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Section(string title, IEnumerable<string> lines)
    {
        var body = string.Concat(lines.Select(line => $"  {line}\n"));
        return body.Length == 0 ? "" : $"{title}\n{body}";
    }

    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical", "None"];

    /// <summary>One log event as its attribute declares it.</summary>
    internal sealed record LogEvent(MethodDefinition Method, int? Id, string Name, string Level, string Message)
    {
        public override string ToString() => $"{Id?.ToString(CultureInfo.InvariantCulture) ?? "(no id)"} {Name} {Level}: {Message}";
    }
}
