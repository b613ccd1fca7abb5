using Platform.Encryption.Formats;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Siv;

/// <summary>One data key as deterministic fields use it.</summary>
internal sealed class DeterministicKey : IDisposable
{
    private const int KeyLength = 64;

    private readonly PreparedKeys<AesSiv> _prepared = new(KeyLength, static secret => new AesSiv(secret.Span), typeof(DeterministicFieldCipher));
    private readonly byte[] _header = new byte[SealedFormat.HeaderLength];

    /// <param name="key">The data key.</param>
    /// <param name="suite">What stands in the headers of values that this key seals.</param>
    public DeterministicKey(DataKey key, byte suite)
    {
        Id = key.Id;
        key.Derive(KeyDerivation.DeterministicInfo, _prepared.Secret);
        SealedFormat.WriteHeader(_header, suite, key.Id);
    }

    public KeyId Id { get; }

    public ReadOnlySpan<byte> Header => _header;

    public void Encrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> plaintext, Span<byte> ivAndCiphertext)
    {
        var siv = _prepared.Rent();
        try
        {
            siv.Encrypt(header, column.Encoded, plaintext, ivAndCiphertext);
        }
        catch
        {
            siv.Dispose();
            throw;
        }
        _prepared.Return(siv);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> ivAndCiphertext, Span<byte> plaintext)
    {
        var siv = _prepared.Rent();
        bool isAuthentic;
        try
        {
            isAuthentic = siv.TryDecrypt(header, column.Encoded, ivAndCiphertext, plaintext);
        }
        catch
        {
            siv.Dispose();
            throw;
        }
        _prepared.Return(siv);
        return isAuthentic;
    }

    public void Dispose() => _prepared.Dispose();
}
