using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Reading;

/// <summary>A value whose key was not in hand when it was read.</summary>
internal readonly record struct PendingValue(EncryptedProperty Property, SealedText Value, byte[] RowKey, object? Instance);
