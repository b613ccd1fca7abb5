using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Platform.OpenTelemetry.Tests;

public sealed class PlatformInstrumentationTests
{
    [Fact]
    public void A_span_of_a_platform_package_is_collected_and_a_strangers_is_not()
    {
        using var ours = new ActivitySource("Platform.Probe");
        using var strangers = new ActivitySource("Acme.Probe");
        var collected = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddPlatformInstrumentation().AddInMemoryExporter(collected).Build();

        ours.StartActivity("ours")?.Dispose();
        strangers.StartActivity("strangers")?.Dispose();
        provider.ForceFlush();

        Assert.Equal(["ours"], collected.Select(span => span.DisplayName));
    }

    [Fact]
    public void Calling_it_twice_collects_a_span_once()
    {
        using var source = new ActivitySource("Platform.Probe.Twice");
        var collected = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddPlatformInstrumentation().AddPlatformInstrumentation().AddInMemoryExporter(collected).Build();

        source.StartActivity("once")?.Dispose();
        provider.ForceFlush();

        Assert.Single(collected, span => span.DisplayName == "once");
    }

    [Fact]
    public void A_metric_of_a_platform_package_is_collected_and_a_strangers_is_not()
    {
        using var ours = new Meter("Platform.Probe");
        using var strangers = new Meter("Acme.Probe");
        var collected = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddPlatformInstrumentation().AddPlatformInstrumentation().AddInMemoryExporter(collected).Build();

        ours.CreateCounter<long>("ours").Add(1);
        strangers.CreateCounter<long>("strangers").Add(1);
        provider.ForceFlush();

        Assert.Equal(["ours"], collected.Select(metric => metric.Name));
    }

    [Fact]
    public void A_package_that_makes_its_source_after_the_provider_was_built_is_collected()
    {
        var collected = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddPlatformInstrumentation().AddInMemoryExporter(collected).Build();

        using var late = new ActivitySource("Platform.Probe.Late");
        late.StartActivity("late")?.Dispose();
        provider.ForceFlush();

        Assert.Single(collected, span => span.DisplayName == "late");
    }

    [Fact]
    public void A_null_builder_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((TracerProviderBuilder)null!).AddPlatformInstrumentation());
        Assert.Throws<ArgumentNullException>(() => ((MeterProviderBuilder)null!).AddPlatformInstrumentation());
    }
}
