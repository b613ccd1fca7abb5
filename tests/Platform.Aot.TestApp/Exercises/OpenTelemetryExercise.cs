using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Platform.OpenTelemetry;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class OpenTelemetryExercise : IExercise
{
    public string Package => "Platform.OpenTelemetry";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var tracer = new RecordingTracerBuilder();
        var meter = new RecordingMeterBuilder();

        tracer.AddPlatformInstrumentation();
        meter.AddPlatformInstrumentation();

        Expect.That(tracer.Sources is ["Platform.*"], "the tracer listens to Platform.*");
        Expect.That(meter.Meters is ["Platform.*"], "the meter listens to Platform.*");
        return Task.CompletedTask;
    }

    private sealed class RecordingTracerBuilder : TracerProviderBuilder
    {
        public List<string> Sources { get; } = [];

        public override TracerProviderBuilder AddInstrumentation<TInstrumentation>(Func<TInstrumentation> instrumentationFactory) => this;

        public override TracerProviderBuilder AddLegacySource(string operationName) => this;

        public override TracerProviderBuilder AddSource(params string[] names)
        {
            Sources.AddRange(names);
            return this;
        }
    }

    private sealed class RecordingMeterBuilder : MeterProviderBuilder
    {
        public List<string> Meters { get; } = [];

        public override MeterProviderBuilder AddInstrumentation<TInstrumentation>(Func<TInstrumentation> instrumentationFactory) => this;

        public override MeterProviderBuilder AddMeter(params string[] names)
        {
            Meters.AddRange(names);
            return this;
        }
    }
}
