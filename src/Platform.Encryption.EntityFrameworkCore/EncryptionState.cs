namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>How far a column has come on its way from plaintext. Each step is deployed everywhere before the next.</summary>
public enum EncryptionState
{
    /// <summary>Reads sealed values; plaintext is an error. The last step, and where new columns begin.</summary>
    Strict,

    /// <summary>Reads both, writes sealed. When every instance reads both; until no plaintext is left.</summary>
    WriteNew,

    /// <summary>Reads both, writes plaintext. The first step: instances that know nothing of sealed values still run.</summary>
    ReadBoth,
}
