namespace Platform.Encryption.Keys;

/// <summary>What is to be made of what a store gave.</summary>
internal enum StoredKeysVerdict
{
    /// <summary>Keys of the scope that was asked for, in order.</summary>
    Good,

    /// <summary>An older state than one that was seen before: a replica that lags, or a store that was put back.</summary>
    Outdated,

    /// <summary>Keys of another scope, doubled or out of order, which no honest store gives.</summary>
    NotGenuine,
}
