namespace Platform.Encryption.Keys;

/// <summary>What may be done with a key that was looked up some time ago.</summary>
internal enum Freshness
{
    /// <summary>Use it.</summary>
    Fresh,

    /// <summary>Use it, and look it up again meanwhile (stale-while-revalidate).</summary>
    Ageing,

    /// <summary>Look it up first, and use it only if the store does not answer (stale-if-error).</summary>
    Stale,

    /// <summary>Do not use it: look it up.</summary>
    Unusable,
}
