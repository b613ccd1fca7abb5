using System.Diagnostics.Metrics;

namespace Platform.Encryption;

/// <summary>What the package measures. No tenant and no subject is ever a tag.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly Meter _meter = new("Platform.Encryption");
    private readonly Counter<long> _lookUps;
    private readonly Counter<long> _shreddings;

    public Telemetry()
    {
        _lookUps = _meter.CreateCounter<long>("platform.encryption.key.lookups", "{lookup}", "Look-ups of keys in the store, by outcome: loaded, unchanged, unavailable (destroyed or not genuine) or failed.");
        _shreddings = _meter.CreateCounter<long>("platform.encryption.key.shreddings", "{scope}", "Scopes whose keys were destroyed.");
    }

    /// <summary>Counts a look-up.</summary>
    public void LookedUp(string outcome) => _lookUps.Add(1, new KeyValuePair<string, object?>("platform.encryption.outcome", outcome));

    /// <summary>Counts a shredding.</summary>
    public void Shredded() => _shreddings.Add(1);

    public void Dispose() => _meter.Dispose();
}
