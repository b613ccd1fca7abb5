namespace Platform.Encryption;

/// <summary>What came of opening a sealed value. Format, "What a reader answers".</summary>
public enum OpenResult
{
    /// <summary>It is authentic, and the plaintext was written.</summary>
    Opened,

    /// <summary>It is no sealed value of a known format: plain text, another program's, or too short.</summary>
    NotSealed,

    /// <summary>It is a sealed value of another kind: a deterministic one, or a stream.</summary>
    WrongSuite,

    /// <summary>It names a key that is not in the keyset.</summary>
    KeyNotFound,

    /// <summary>It was changed, cut, or sealed for another place. Which of these cannot be known.</summary>
    NotAuthentic,

    /// <summary>It is authentic, and is no text though text was asked for: it was sealed as bytes. Only <see cref="FieldCipher.OpenText"/> answers so.</summary>
    NotText,
}
