namespace Platform.Encryption.Reencryption;

/// <summary>What takes the place of a value; of an index also nothing.</summary>
internal readonly record struct Replacement(SealedRow Row, byte[]? Value);
