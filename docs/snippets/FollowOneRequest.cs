using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Platform.OpenTelemetry;

namespace Docs.Snippets;

public static class FollowOneRequest
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region add
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddPlatformInstrumentation())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddPlatformInstrumentation())
            .UseOtlpExporter();
        #endregion
    }
}
