using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Platform.Plugins.Testing.Capturing;

/// <summary>Keeps what is measured by counters, histograms and gauges of the process. What is measured only when somebody asks is not among it.</summary>
internal sealed class CapturedMeasurements : IDisposable
{
    private readonly ConcurrentQueue<CapturedMeasurement> _all = [];
    private readonly MeterListener _listener = new();

    public CapturedMeasurements()
    {
        _listener.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
    }

    public IEnumerable<CapturedMeasurement> All => _all;

    public void Dispose() => _listener.Dispose();

    private void Listen<T>()
        where T : struct, IConvertible => _listener.SetMeasurementEventCallback<T>((instrument, value, tags, _) =>
        {
            var named = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (name, tag) in tags)
                named[name] = Convert.ToString(tag, CultureInfo.InvariantCulture);
            _all.Enqueue(new CapturedMeasurement(instrument.Meter.Name, instrument.Name, value.ToDouble(CultureInfo.InvariantCulture), named));
        });
}
