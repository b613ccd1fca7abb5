using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Platform.OpenTelemetry;

List<Activity> spans = [];
List<Metric> metrics = [];
using var tracing = Sdk.CreateTracerProviderBuilder().AddPlatformInstrumentation().AddInMemoryExporter(spans).Build();
using var metering = Sdk.CreateMeterProviderBuilder().AddPlatformInstrumentation().AddInMemoryExporter(metrics).Build();

// Any Platform package does this inside; a stranger's telemetry stays out.
using var source = new ActivitySource("Platform.Hello");
using var meter = new Meter("Platform.Hello");
using var stranger = new ActivitySource("Acme.Hello");
source.StartActivity("greet")?.Dispose();
stranger.StartActivity("ignored")?.Dispose();
meter.CreateCounter<long>("platform.hello.greetings").Add(1);

metering.ForceFlush();
Console.WriteLine($"spans: {string.Join(", ", spans.Select(span => $"{span.Source.Name} {span.DisplayName}"))}");
Console.WriteLine($"metrics: {string.Join(", ", metrics.Select(metric => $"{metric.MeterName} {metric.Name}"))}");
