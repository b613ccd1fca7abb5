namespace Platform.Encryption;

/// <summary>Why a key cannot be had.</summary>
public enum KeyUnavailableReason
{
    /// <summary>It was shredded.</summary>
    Destroyed,

    /// <summary>What the store gave does not unwrap, or unwraps to another key: the store was changed, or the root key is another.</summary>
    NotGenuine,

    /// <summary>The store has none, and the call does not make one.</summary>
    Missing,

    /// <summary>The store gave an older state than it gave before: a replica that lags, or a store that was put back.</summary>
    Outdated,

    /// <summary>The store refuses the next key again and again, and shows no reason.</summary>
    Contended,
}
