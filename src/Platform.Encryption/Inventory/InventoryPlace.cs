namespace Platform.Encryption.Inventory;

/// <summary>A place that may hold personal data, and what was counted there.</summary>
public sealed record InventoryPlace
{
    /// <summary>What it is called, such as "Residents.Email".</summary>
    public required string Name { get; init; }

    /// <summary>The property of the program that has it, such as "Resident.Email".</summary>
    /// <value>Default: <see langword="null"/>, none that is known.</value>
    public string? Property { get; init; }

    /// <summary>Whether values are sealed here.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>What the program calls it that marks it as personal data, such as "PersonalData" or the name of a data classification.</summary>
    /// <value>Default: <see langword="null"/>: it is not marked.</value>
    public string? PersonalData { get; init; }

    /// <summary>How far it has come from plaintext.</summary>
    /// <value>Default: "Strict" where it is encrypted, else <see langword="null"/>.</value>
    public string? State { get => field ?? (IsEncrypted ? "Strict" : null); init; }

    /// <summary>The purpose of its keys.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? Purpose { get; init; }

    /// <summary>Whether each subject has keys of its own, and can be erased alone.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool HasSubjects { get; init; }

    /// <summary>By what it is searched.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<BlindIndex> Indexes { get; init; } = [];

    /// <summary>Values that stand there in plaintext although they are to be sealed.</summary>
    /// <value>Default: 0.</value>
    public long PlaintextValues { get; init; }

    /// <summary>Sealed values by the keys that they name.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<InventoryUse> Uses { get; init; } = [];

    /// <summary>How many values are sealed.</summary>
    public long SealedValues => Uses.Sum(static use => use.Values);
}
