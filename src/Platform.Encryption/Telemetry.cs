using System.Diagnostics.Metrics;

namespace Platform.Encryption;

/// <summary>What the package measures. No tenant and no subject is ever a tag.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string Outcome = "platform.encryption.outcome";

    private readonly Meter _meter = new("Platform.Encryption");
    private readonly Counter<long> _lookUps;
    private readonly Counter<long> _shreddings;
    private readonly Counter<long> _rotations;
    private readonly Counter<long> _rewraps;
    private readonly Counter<long> _reencryptions;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _root;

    public Telemetry()
    {
        _lookUps = _meter.CreateCounter<long>("platform.encryption.key.lookups", "{lookup}", "Look-ups of keys in the store, by outcome: loaded, unchanged, missing, unavailable (destroyed, not genuine or outdated) or failed.");
        _shreddings = _meter.CreateCounter<long>("platform.encryption.key.shreddings", "{scope}", "Scopes whose keys were destroyed.");
        _rotations = _meter.CreateCounter<long>("platform.encryption.key.rotations", "{key}", "Keys that were made to take the place of others.");
        _rewraps = _meter.CreateCounter<long>("platform.encryption.key.rewraps", "{key}", "Stored keys that were wrapped anew by a newer key.");
        _reencryptions = _meter.CreateCounter<long>("platform.encryption.reencryption.values", "{value}", "Values of former keys that a re-encryption met, by outcome: replaced, changed (somebody else was faster), refused (by a unique index, a check or a trigger) or unreadable.");
        _refusals = _meter.CreateCounter<long>("platform.encryption.open.refusals", "{value}", "Values that did not open with keys of a keyring, by outcome: key_not_found or not_authentic. A burst of the second is an attack, or a place that was changed.");
        _root = _meter.CreateHistogram<double>("platform.encryption.root.duration", "s", "How long the root key took to unwrap a key, or to fail.");
    }

    /// <summary>The meter of one keyring.</summary>
    public Meter Meter => _meter;

    /// <summary>Has the number of scopes in memory asked for when somebody measures.</summary>
    public void Observe(Func<int> scopes) => _meter.CreateObservableGauge("platform.encryption.key.scopes", scopes, "{scope}", "Scopes that have a place in memory.");

    /// <summary>Counts a look-up.</summary>
    public void LookedUp(string outcome) => _lookUps.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));

    /// <summary>Counts a shredding.</summary>
    public void Shredded() => _shreddings.Add(1);

    /// <summary>Counts a rotation.</summary>
    public void Rotated() => _rotations.Add(1);

    /// <summary>Counts a key that was wrapped anew.</summary>
    public void Rewrapped() => _rewraps.Add(1);

    /// <summary>Counts a page of values.</summary>
    public void Reencrypted(Reencryption.ReencryptedPage page)
    {
        Add(page.Replaced, "replaced");
        Add(page.Changed, "changed");
        Add(page.Refused, "refused");
        Add(page.Unreadable, "unreadable");

        void Add(int values, string outcome)
        {
            if (values > 0)
                _reencryptions.Add(values, new KeyValuePair<string, object?>(Outcome, outcome));
        }
    }

    /// <summary>Counts a value that did not open. What is not sealed, or by another cipher, is no alarm: a column may be moving.</summary>
    public void NotOpened(OpenResult result)
    {
        if (result is OpenResult.NotAuthentic or OpenResult.KeyNotFound)
            _refusals.Add(1, new KeyValuePair<string, object?>(Outcome, result == OpenResult.NotAuthentic ? "not_authentic" : "key_not_found"));
    }

    /// <summary>Measures a call to the root key.</summary>
    public void AskedRoot(TimeSpan duration) => _root.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
