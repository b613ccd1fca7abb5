using Platform.Encryption.Engines;
using Platform.Encryption.Formats;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Fields;

/// <summary>Opens the values whose nonces share a prefix. Used by one thread at a time.</summary>
internal sealed class FieldOpener(ReadOnlySpan<byte> prefix, GcmKey key, bool keep, bool isPrepared) : IDisposable
{
    private const int HitsWorthPreparing = 2;

    private readonly byte[] _prefix = prefix[..XaesDerivation.PrefixLength].ToArray();
    private readonly AdditionalData _additionalData = new();
    private int _uses;

    /// <summary>Whether it goes back into the cache.</summary>
    public bool Keep { get; } = keep;

    /// <summary>Whether it was made for one message and was then used again and again.</summary>
    public bool IsWorthPreparing => !isPrepared && _uses > HitsWorthPreparing;

    public ReadOnlySpan<byte> Prefix => _prefix;

    public bool TryOpen(CellAddress address, ReadOnlySpan<byte> value, Span<byte> plaintext)
    {
        _uses++;
        return key.TryDecrypt(
            value.Slice(SealedFormat.HeaderLength + XaesDerivation.PrefixLength, SealedFormat.NonceLength - XaesDerivation.PrefixLength),
            value[(SealedFormat.HeaderLength + SealedFormat.NonceLength)..],
            plaintext,
            _additionalData.Of(value[..SealedFormat.HeaderLength], address));
    }

    public void Dispose() => key.Dispose();
}
