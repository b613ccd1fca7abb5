using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Errors;

/// <summary>What the package measures. It makes no spans of its own: an error belongs to the span in which it happened.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Platform.Errors");

    private static readonly Counter<long> Reported = Meter.CreateCounter<long>("platform.errors.reported", "{error}", "Errors that were reported, by code.");

    public static void CountReported(ErrorDescriptor descriptor)
    {
        if (!Reported.Enabled)
            return;
        Reported.Add(
            1,
            new KeyValuePair<string, object?>("error.type", descriptor.ErrorType),
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
        activity.SetTag("error.type", descriptor.ErrorType);
        activity.SetStatus(ActivityStatusCode.Error, descriptor.Code);
    }
}
