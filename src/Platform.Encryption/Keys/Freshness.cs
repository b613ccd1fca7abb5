namespace Platform.Encryption.Keys;

/// <summary>What may be done with a key that was looked up some time ago.</summary>
internal enum Freshness
{
    /// <summary>Use it.</summary>
    Fresh,

    /// <summary>Use it, and look it up again meanwhile.</summary>
    Ageing,

    /// <summary>Do not use it: look it up first.</summary>
    Unusable,
}
