namespace Platform.Encryption.Keys;

/// <summary>Which keys to list. What is <see langword="null"/> does not matter; with nothing set, all.</summary>
public sealed record KeyFilter
{
    /// <summary>Only keys of this tenant.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? Tenant { get; init; }

    /// <summary>Only keys of this kind.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public KeyScopeKind? Kind { get; init; }

    /// <summary>Only keys of this purpose.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? Purpose { get; init; }

    /// <summary>Only keys of this subject.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? Subject { get; init; }

    /// <summary>Only keys that something else than this has wrapped.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? NotWrappedBy { get; init; }

    /// <summary>Whether a key is one of these; for stores that have nothing better to filter with.</summary>
    /// <param name="key">A key.</param>
    /// <returns><see langword="true"/> if it is.</returns>
    public bool Matches(StoredKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (Tenant is null || key.Scope.Tenant == Tenant)
            && (Kind is null || key.Scope.Kind == Kind)
            && (Purpose is null || key.Scope.Purpose == Purpose)
            && (Subject is null || key.Scope.Subject == Subject)
            && (NotWrappedBy is null || key.WrappedBy != NotWrappedBy);
    }
}
