namespace Platform.Encryption;

/// <summary>The levels of keys below the root.</summary>
public enum KeyScopeKind
{
    /// <summary>Wraps the other keys of a tenant, and is wrapped by the root key.</summary>
    Tenant,

    /// <summary>Seals data of a tenant.</summary>
    Purpose,

    /// <summary>Seals the data of one subject.</summary>
    Subject,

    /// <summary>Seals nothing: the mark that a key store belongs to a root key.</summary>
    Store,
}
