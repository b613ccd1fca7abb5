namespace Platform.Encryption.Inventory;

/// <summary>Something that somebody should do, or know.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">The place or the keys that it is about.</param>
/// <param name="Values">How many values it is about; <see langword="null"/> where that does not apply or was not counted.</param>
/// <param name="Text">The same in words.</param>
public sealed record InventoryFinding(InventoryFindingKind Kind, string Place, long? Values, string Text)
{
    /// <summary>Whether something has to be done, rather than known.</summary>
    public bool IsProblem => Kind is InventoryFindingKind.PersonalDataInPlaintext or InventoryFindingKind.PlaintextAmongSealed or InventoryFindingKind.UnknownKey;
}
