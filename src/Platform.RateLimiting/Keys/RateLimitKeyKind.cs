namespace Platform.RateLimiting.Keys;

/// <summary>What a part of a <see cref="RateLimitKey"/> names. The same text of two kinds is two keys.</summary>
internal enum RateLimitKeyKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Anything else; written <c>text:</c>.</summary>
    Text,

    /// <summary>An API key; written <c>api-key:</c>. Shown only as a fingerprint.</summary>
    ApiKey,

    /// <summary>An authenticated user or client; written <c>subject:</c>.</summary>
    Subject,

    /// <summary>A tenant; written <c>tenant:</c>.</summary>
    Tenant,

    /// <summary>A client's address or network; written <c>ip:</c>.</summary>
    ClientAddress,
}
