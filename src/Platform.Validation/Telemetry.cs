using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Validation;

/// <summary>What the package measures within a host. Types and codes are known when the program is compiled; no value and no pointer is ever a tag.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source = new("Platform.Validation");
    private readonly Meter _meter = new("Platform.Validation");
    private readonly Counter<long> _validations;
    private readonly Counter<long> _failures;

    public Telemetry()
    {
        _validations = _meter.CreateCounter<long>("platform.validation.validations", "{validation}", "Objects that were judged, by type and outcome.");
        _failures = _meter.CreateCounter<long>("platform.validation.failures", "{failure}", "Rules that were broken, by type, code and severity.");
    }

    /// <summary>Counts a judgement.</summary>
    public void Report(Type type, in ValidationResult result)
    {
        if (_validations.Enabled)
            _validations.Add(1, TypeTag(type), new("platform.validation.outcome", result.IsValid ? "valid" : "invalid"));
        if (!_failures.Enabled || result.Failures.Count == 0)
            return;
        foreach (var failure in result.Failures)
            _failures.Add(1, TypeTag(type), new("platform.validation.code", failure.Code), new("platform.validation.severity", NameOf(failure.Severity)));
    }

    /// <summary>A span for asynchronous rules: they ask others, and so take time.</summary>
    public Activity? StartAsking(Type type) => _source.StartActivity("validation ask")?.SetTag("platform.validation.type", type.Name);

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> TypeTag(Type type) => new("platform.validation.type", type.Name);

    private static string NameOf(ValidationSeverity severity) => severity switch
    {
        ValidationSeverity.Error => "error",
        ValidationSeverity.Warning => "warning",
        _ => "information",
    };
}
