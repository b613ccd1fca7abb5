using System.Collections.Immutable;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Trust;

/// <summary>Keys of which as many as the threshold says must have signed. Immutable.</summary>
internal sealed record KeyRing(int Threshold, ImmutableDictionary<string, PublisherKey> Keys)
{
    /// <exception cref="ArgumentException">The threshold cannot be met.</exception>
    public static KeyRing Create(string owner, int threshold, IEnumerable<PublisherKey> keys)
    {
        var byId = keys.DistinctBy(key => key.KeyId).ToImmutableDictionary(key => key.KeyId, StringComparer.Ordinal);
        return threshold >= 1 && threshold <= byId.Count ? new KeyRing(threshold, byId) : throw new ArgumentException(
            $"{owner} has {byId.Count} keys, of which {threshold} cannot be asked for: say 1 to {byId.Count}.", nameof(threshold));
    }

    /// <summary>The keys that signed, each once: whoever signs twice is still one.</summary>
    public ImmutableArray<string> SignersOf(DsseEnvelope envelope)
    {
        var message = envelope.PreAuthenticationEncoding();
        return
        [
            .. envelope.Signatures
                .Where(signature => Keys.TryGetValue(signature.KeyId, out var key) && key.Verify(message, signature.Signature))
                .Select(signature => signature.KeyId).Distinct(StringComparer.Ordinal),
        ];
    }

    public bool HasSigned(DsseEnvelope envelope) => SignersOf(envelope).Length >= Threshold;

    public bool IsSameAs(KeyRing other) =>
        Threshold == other.Threshold && Keys.Count == other.Keys.Count && Keys.Keys.All(other.Keys.ContainsKey);
}
