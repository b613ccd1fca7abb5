using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class TelemetryHasOneHomeTests
{
    private const string Log = """
        using Microsoft.Extensions.Logging;
        namespace Platform.Errors;
        static class Log
        {
            [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Wrote")]
            public static void Wrote(ILogger logger) { }
            [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Lost")]
            public static void Lost(ILogger logger) { }
        }
        """;

    private const string Telemetry = """
        namespace Platform.Errors;
        static class Telemetry
        {
            const string Name = "Platform.Errors";
            static readonly System.Diagnostics.ActivitySource Source = new(Name, "1.0");
            static readonly System.Diagnostics.Metrics.Meter Meter = new(Name);
        }
        """;

    private static PlantedPackage With(string code, string path) => Planted.Package("Platform.Errors").With(code, path);

    [Fact]
    public void One_log_and_one_telemetry_in_the_root_are_allowed() =>
        Planted.IsClean(TelemetryHasOneHome.Check(With(Log, "Log.cs").With(Telemetry, "Telemetry.cs").Build()));

    [Fact]
    public void A_package_that_neither_logs_nor_measures_is_allowed() =>
        Planted.IsClean(TelemetryHasOneHome.Check(With("namespace Platform.Errors; class Error;", "Error.cs").Build()));

    [Fact]
    public void A_log_event_outside_the_log_is_refused() =>
        Planted.IsCaught(TelemetryHasOneHome.Check(With(Log, "Log.cs").With("""
            namespace Platform.Errors;
            class Writer { [Microsoft.Extensions.Logging.LoggerMessage(EventId = 3, Message = "x")] static void Stray(Microsoft.Extensions.Logging.ILogger logger) { } }
            """, "Writer.cs").Build()), "Platform.Errors.Writer.Stray", "outside Log.cs");

    [Fact]
    public void Two_log_events_with_one_id_are_refused() =>
        Planted.IsCaught(TelemetryHasOneHome.Check(With(Log.Replace("EventId = 2", "EventId = 1", StringComparison.Ordinal), "Log.cs").Build()), "Platform.Errors", "Wrote, Lost");

    [Fact]
    public void A_log_event_without_an_id_is_refused() =>
        Planted.IsCaught(TelemetryHasOneHome.Check(With(Log.Replace("EventId = 2, ", "", StringComparison.Ordinal), "Log.cs").Build()), "Platform.Errors.Log.Lost", "without an EventId");

    [Theory]
    [InlineData("Logging/Log.cs")]
    [InlineData("Logger.cs")]
    public void A_log_in_another_file_is_refused(string path)
    {
        var violations = TelemetryHasOneHome.Check(With(Log, path).Build());

        Assert.Contains(violations, violation => violation.Message == "has no Log.cs in its root.");
    }

    [Fact]
    public void A_meter_outside_telemetry_is_refused()
    {
        var violations = TelemetryHasOneHome.Check(With(Telemetry, "Telemetry.cs").With("""
            namespace Platform.Errors;
            class Writer { readonly object _meter = new System.Diagnostics.Metrics.Meter("Platform.Errors"); }
            """, "Writer.cs").Build()).Select(violation => violation.ToString()).ToList();

        Assert.Equal(2, violations.Count);
        Assert.Contains("Platform.Errors.Writer..ctor: makes an activity source or a meter outside Telemetry.cs, the one place of the package for them.", violations);
        Assert.Contains("Platform.Errors: makes 1 activity sources and 2 meters; one of each is the most.", violations);
    }

    [Theory]
    [InlineData("\"Platform.Errors\"", "\"platform-errors\"", "platform-errors")]
    [InlineData("const string Name = \"Platform.Errors\"", "static readonly string Name = Environment.MachineName", "(computed)")]
    public void A_source_with_another_name_is_refused(string good, string bad, string words)
    {
        var violations = TelemetryHasOneHome.Check(With(Telemetry.Replace(good, bad, StringComparison.Ordinal), "Telemetry.cs").Build()).ToList();

        Assert.Equal(2, violations.Count);
        Assert.All(violations, violation => Assert.Contains(words, violation.Message, StringComparison.Ordinal));
    }
}
