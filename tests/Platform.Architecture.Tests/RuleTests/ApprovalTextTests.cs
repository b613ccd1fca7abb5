using Platform.Architecture.Tests.Approvals;
using Platform.Architecture.Tests.Planting;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class ApprovalTextTests
{
    [Fact]
    public void Telemetry_is_read_from_the_compiled_code()
    {
        var planted = Planted.Package("Platform.Errors").With("""
            using System.Diagnostics;
            using System.Diagnostics.Metrics;
            using Microsoft.Extensions.Logging;
            namespace Platform.Errors;
            static class Log
            {
                [LoggerMessage(EventId = 2, EventName = "ErrorLost", Level = LogLevel.Critical, Message = "Lost {Code}")]
                public static void Lost(ILogger logger, string code) { }
                [LoggerMessage(1, LogLevel.Debug, "Wrote {Code}")]
                public static void Wrote(ILogger logger, string code) { }
                [LoggerMessage(LogLevel.Error, "Nameless")]
                public static void Nameless(ILogger logger) { }
            }
            sealed class Telemetry
            {
                public const string Name = "Platform.Errors";
                static readonly ActivitySource Source = new(Name);
                readonly Counter<long> _written;
                public Telemetry(IMeterFactory meters, bool many, string suffix)
                {
                    var meter = meters.Create(Name);
                    _written = meter.CreateCounter<long>("platform.errors.written", "{error}", "Errors written.");
                    meter.CreateHistogram<double>("platform.errors.duration", "s", tags: null);
                    meter.CreateObservableGauge("platform.errors.waiting", () => 1, unit: many ? "{error}" : "{row}");
                    meter.CreateCounter<int>("platform.errors." + suffix);
                }
                public void Write(string code)
                {
                    using var span = Source.StartActivity("errors.write", ActivityKind.Internal);
                    span?.SetTag("error.code", code);
                    try { _written.Add(1, new KeyValuePair<string, object?>("error.kind", code)); }
                    catch (InvalidOperationException) { _written.Add(1, new TagList { { "error.lost", true } }); }
                }
            }
            """).Build();

        Assert.Equal("""
            Log events
              (no id) Nameless Error: Nameless
              1 Wrote Debug: Wrote {Code}
              2 ErrorLost Critical: Lost {Code}
            Activity sources
              Platform.Errors
            Spans
              errors.write
            Meters
              Platform.Errors
            Instruments
              (computed) Counter<int> []
              platform.errors.duration Histogram<double> [s]
              platform.errors.waiting ObservableGauge<int> []
              platform.errors.written Counter<long> [{error}] Errors written.
            Tags
              error.code
              error.kind
              error.lost

            """, TelemetryText.Of(planted.Assembly));
    }

    [Fact]
    public void Option_defaults_are_written_out_with_what_they_contain()
    {
        var planted = Planted.Package("Platform.Errors").With("""
            namespace Platform.Errors;
            public enum Detail { None, All }
            public sealed class Retry { public int Count { get; set; } = 3; public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(250); }
            public sealed class PlatformErrorsOptions
            {
                public bool IncludeDetails { get; set; }
                public double Share { get; set; } = 0.5;
                public Detail Detail { get; set; } = Detail.All;
                public string Origin { get; set; } = "urn:x";
                public int? Limit { get; set; }
                public Retry Retry { get; } = new();
                public IList<string> Codes { get; } = new List<string> { "b", "a" };
                public ISet<string> Headers { get; } = new HashSet<string> { "b", "a" };
                public Func<int, string> Format { get; set; } = value => "";
            }
            public abstract class HiddenOptions { public int Never { get; } }
            """).Build();

        Assert.Equal("""
            Platform.Errors.PlatformErrorsOptions
              Codes: IList<String> = [2]
                - "b"
                - "a"
              Detail: Detail = All
              Format: Func<Int32, String> = (a delegate)
              Headers: ISet<String> = [2]
                - "a"
                - "b"
              IncludeDetails: Boolean = False
              Limit: Int32? = null
              Origin: String = "urn:x"
              Retry: Retry = 
                Count: Int32 = 3
                Delay: TimeSpan = 00:00:00.2500000
              Share: Double = 0.5

            """, OptionsText.Of(planted.Assembly.Loaded));
    }

    [Fact]
    public void A_package_without_telemetry_or_options_has_no_such_text()
    {
        var planted = Planted.Package("Platform.Errors").With("namespace Platform.Errors; public sealed class Error;").Build();

        Assert.Empty(TelemetryText.Of(planted.Assembly));
        Assert.Empty(OptionsText.Of(planted.Assembly.Loaded));
    }
}
