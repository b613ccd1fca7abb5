namespace Platform.Encryption.Inventory;

/// <summary>What an inventory finds.</summary>
public enum InventoryFindingKind
{
    /// <summary>The program marks a property as personal data, and the place that has it is not encrypted.</summary>
    PersonalDataInPlaintext,

    /// <summary>Values stand in plaintext where only sealed ones may.</summary>
    PlaintextAmongSealed,

    /// <summary>Values name a key that the key store has never had: they cannot be opened.</summary>
    UnknownKey,

    /// <summary>A place is on its way from plaintext.</summary>
    Migrating,

    /// <summary>Values name a former key: re-encryption is not done.</summary>
    FormerKey,

    /// <summary>Values name a key that was destroyed: what was erased, or what was forgotten when a key was retired.</summary>
    DestroyedKey,

    /// <summary>There are keys of a purpose of which no place tells.</summary>
    KeysWithoutPlace,
}
