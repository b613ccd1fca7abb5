namespace Platform.Encryption;

/// <summary>Why a key cannot be had.</summary>
public enum KeyUnavailableReason
{
    /// <summary>It was shredded.</summary>
    Destroyed,

    /// <summary>What the store gave does not unwrap, or unwraps to another key: the store was changed, or the root key is another.</summary>
    NotGenuine,
}
