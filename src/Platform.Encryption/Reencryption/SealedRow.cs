using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>A row of a column as it was read.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Sealed">The sealed value.</param>
/// <param name="Indexed">The value of the index that is made anew.</param>
/// <param name="RowKey">What the sealed value is bound to.</param>
internal sealed record SealedRow(object[] Key, byte[]? Sealed, byte[]? Indexed, byte[] RowKey)
{
    public KeyId? Id => Sealed is not null && KeyId.TryReadFrom(Sealed, out var id) ? id : null;
}
