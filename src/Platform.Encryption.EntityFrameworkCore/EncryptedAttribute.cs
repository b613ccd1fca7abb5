namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Seals a property of type <see cref="string"/>: the model has the plaintext, the database a value that is bound to tenant, table, column and row. The fluent <c>Encrypt</c> does the same, and has more to say.</summary>
/// <param name="purpose">The purpose whose key seals it, such as "residents".</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptedAttribute(string purpose) : Attribute
{
    /// <summary>The purpose whose key seals it.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The property of the same entity that says whose data it is; then each subject has a key of its own, which can be shredded alone.</summary>
    /// <value>Default: <see langword="null"/>: all rows of a tenant share the key of the purpose.</value>
    public string? Subject { get; set; }

    /// <summary>How far the column has come.</summary>
    /// <value>Default: <see cref="EncryptionState.Strict"/>.</value>
    public EncryptionState State { get; set; }
}
