using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Errors;

/// <summary>
/// What the package measures and traces. An error belongs to the span in which it happened; one of its own has only the operation that no request stands around
/// (<see cref="ErrorBoundary"/>).
/// </summary>
internal static class Telemetry
{
    private const string ErrorType = "error.type";

    private static readonly ActivitySource Source = new("Platform.Errors");

    private static readonly Meter Meter = new("Platform.Errors");

    private static readonly Counter<long> Reported = Meter.CreateCounter<long>("platform.errors.reported", "{error}", "Errors that were reported, by code.");

    public static void CountReported(ErrorDescriptor descriptor)
    {
        if (!Reported.Enabled)
            return;
        Reported.Add(
            1,
            new KeyValuePair<string, object?>(ErrorType, descriptor.ErrorType),
            new KeyValuePair<string, object?>("platform.error.domain", descriptor.Domain),
            new KeyValuePair<string, object?>("platform.error.kind", descriptor.Kind.Name()));
    }

    /// <summary>
    /// Marks the span in which the error happened: always with the code, and as failed where the fault is on this side. A server that answers with a status
    /// below 500 has done its work: its span is not failed and has no <c>error.type</c> (OpenTelemetry HTTP semantic conventions, status and error.type).
    /// </summary>
    public static void TagCurrentSpan(ErrorDescriptor descriptor)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        activity.SetTag("platform.error.code", descriptor.ErrorType);
        activity.SetTag("platform.error.domain", descriptor.Domain);
        if (descriptor.Status < 500)
            return;
        activity.SetTag(ErrorType, descriptor.ErrorType);
        activity.SetStatus(ActivityStatusCode.Error, descriptor.ErrorType);
    }

    /// <summary>Whether anybody might want a span: asked first, because a span needs a frame that waits for it.</summary>
    public static bool IsTraced => Source.HasListeners();

    /// <summary>The span of an operation, called as it is; <see langword="null"/> if this one is not sampled.</summary>
    public static Activity? StartOperation(string name) => Source.StartActivity(name);

    /// <summary>
    /// Marks the span of an operation that failed. Nobody has asked for it who could be at fault, so that it is failed whatever the kind. One that was asked to stop
    /// has not failed (OpenTelemetry, recording errors).
    /// </summary>
    public static void FailOperation(Activity span, ErrorDescriptor descriptor)
    {
        span.SetTag(ErrorType, descriptor.ErrorType);
        span.SetStatus(ActivityStatusCode.Error, descriptor.ErrorType);
    }
}
