using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Platform.OpenTelemetry;

/// <summary>Switches on the telemetry of the Platform packages in an OpenTelemetry pipeline.</summary>
/// <remarks>
/// A Platform package owns at most one <see cref="System.Diagnostics.ActivitySource"/> and one
/// <see cref="System.Diagnostics.Metrics.Meter"/>, both named as the package (<c>Platform.Errors</c>,
/// <c>Platform.Audit</c> …). The packages depend on <c>System.Diagnostics</c> alone; this package is the only place that
/// knows OpenTelemetry.
/// </remarks>
public static class PlatformOpenTelemetryExtensions
{
    /// <summary>The pattern that every Platform activity source and meter matches: <c>Platform.*</c>.</summary>
    public const string InstrumentationPattern = "Platform.*";

    /// <summary>Collects the spans of every Platform package in use, also of those that are installed later.</summary>
    /// <param name="builder">The tracer provider builder of the OpenTelemetry SDK.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <remarks>Calling it twice is harmless: a source is listened to once.</remarks>
    public static TracerProviderBuilder AddPlatformInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(InstrumentationPattern);
    }

    /// <summary>Collects the metrics of every Platform package in use, also of those that are installed later.</summary>
    /// <param name="builder">The meter provider builder of the OpenTelemetry SDK.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <remarks>Calling it twice is harmless: a meter is listened to once.</remarks>
    public static MeterProviderBuilder AddPlatformInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(InstrumentationPattern);
    }
}
