namespace Platform.Encryption.Inventory;

/// <summary>What became of a key that values name.</summary>
public enum KeyStanding
{
    /// <summary>It is the newest of its scope, and seals.</summary>
    Newest,

    /// <summary>A newer one seals; it only opens.</summary>
    Former,

    /// <summary>It was destroyed or retired: what names it cannot be opened, and that is meant.</summary>
    Destroyed,

    /// <summary>The key store has never heard of it: another store, or one that is older than the values.</summary>
    Unknown,
}
