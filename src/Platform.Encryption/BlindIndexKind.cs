namespace Platform.Encryption;

/// <summary>What a blind index finds, and so what it tells.</summary>
public enum BlindIndexKind
{
    /// <summary>Whole texts. Tells which rows are likely to be equal, and how often each value occurs.</summary>
    Equality = 1,

    /// <summary>Texts by how they begin. Tells which rows begin alike; there are fewer beginnings than texts, so more than equality does.</summary>
    Prefix = 2,

    /// <summary>Texts by what is in them. Tells which short pieces each row has, of which a language has few and of known frequency: much of a text can be guessed from its pieces. The last resort.</summary>
    NGram = 3,
}
