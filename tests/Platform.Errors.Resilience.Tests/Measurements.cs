using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.Resilience.Tests;

/// <summary>Listens to the meter of one container alone, though other tests in the process have meters of the same name.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<string> _taken = [];
    private readonly string _pipeline;

    public Measurements(string pipeline, IServiceProvider services)
    {
        _pipeline = pipeline;
        var meter = services.GetRequiredService<Telemetry>().Meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Each as <c>name value tag=value</c>, the pipeline left out.</summary>
    public IReadOnlyList<string> Taken
    {
        get
        {
            _listener.RecordObservableInstruments();
            lock (_lock)
                return [.. _taken];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray();
        if (!all.Contains(new("platform.resilience.pipeline", _pipeline)))
            return;
        var text = string.Join(' ', all.Where(tag => tag.Key != "platform.resilience.pipeline").Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_lock)
            _taken.Add(FormattableString.Invariant($"{instrument.Name} {value:0.###} {text}").TrimEnd());
    }
}
