namespace Platform.Encryption.Inventory;

/// <summary>The keys of a tenant, of a purpose, or of all subjects of a purpose together.</summary>
public sealed record InventoryKeyset
{
    /// <summary>What they are for: "tenant", "tenant/purpose" or "tenant/purpose/…". No subject is told.</summary>
    public required string Keys { get; init; }

    /// <summary>Whose they are.</summary>
    public required KeyScopeKind Kind { get; init; }

    /// <summary>The purpose; empty for keys of a tenant.</summary>
    public required string Purpose { get; init; }

    /// <summary>How many subjects have keys; 1 for a tenant or a purpose.</summary>
    public required long Scopes { get; init; }

    /// <summary>How many keys there are, former ones among them.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them are former ones.</summary>
    public required long Former { get; init; }

    /// <summary>The version that seals; of subjects the highest that one of them has.</summary>
    public required int NewestVersion { get; init; }

    /// <summary>When the newest was made; of subjects that which has sealed for longest.</summary>
    public required DateTimeOffset SealingSince { get; init; }

    /// <summary>By what they are wrapped: of a tenant the version of the root key, of all others keys of their tenant.</summary>
    public required IReadOnlyList<string> WrappedBy { get; init; }
}
