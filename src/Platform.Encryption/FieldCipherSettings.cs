using Platform.Encryption.Engines;

namespace Platform.Encryption;

/// <summary>How a <see cref="FieldCipher"/> seals. Readers need none of it.</summary>
public sealed record FieldCipherSettings
{
    /// <summary>How nonces are made.</summary>
    /// <value>Default: <see cref="NonceMode.Random"/>.</value>
    public NonceMode NonceMode { get; init; } = NonceMode.Random;

    /// <summary>What lengths plaintexts are padded to.</summary>
    /// <value>Default: <see cref="PaddingBuckets.None"/>.</value>
    public PaddingBuckets Padding { get; init; } = PaddingBuckets.None;

    /// <summary>Where AES-256-GCM comes from.</summary>
    /// <value>Default: <see cref="EncryptionEngine.Bcl"/>.</value>
    public EncryptionEngine Engine { get; init; } = EncryptionEngine.Bcl;

    /// <summary>Ends epochs in time.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
