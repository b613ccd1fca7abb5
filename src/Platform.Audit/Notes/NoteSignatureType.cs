namespace Platform.Audit.Notes;

/// <summary>The bytes that say how a key signs (C2SP signed-note, "Signature types").</summary>
public static class NoteSignatureType
{
    /// <summary>Ed25519 over the text of the note: 0x01.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>ECDSA with SHA-256 over the text of the note: 0x02.</summary>
    public const byte Ecdsa = 0x02;

    /// <summary>The timestamped cosignature of a witness with Ed25519 (C2SP tlog-cosignature): 0x04.</summary>
    public const byte Ed25519Cosignature = 0x04;
}
