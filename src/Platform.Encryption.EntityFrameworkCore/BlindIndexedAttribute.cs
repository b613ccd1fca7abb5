namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>
/// Gives a property that is <see cref="EncryptedAttribute">encrypted</see> a blind index, so that LINQ finds it by <c>==</c> and in lists, by how it begins,
/// or by what is in it.
/// </summary>
/// <param name="normalizer">The name of a <see cref="TextNormalizer"/>: "email", "text", "digits", "exact" or "phone 49 0".</param>
/// <param name="rows">How many rows there will be.</param>
/// <param name="distinctValues">
/// How many different texts; with a <see cref="PrefixLength"/> different beginnings, with an <see cref="NGramLength"/> different pieces.
/// </param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class BlindIndexedAttribute(string normalizer, long rows, long distinctValues) : Attribute
{
    /// <summary>The name of the normaliser.</summary>
    public string Normalizer { get; } = normalizer;

    /// <summary>How many rows there will be.</summary>
    public long Rows { get; } = rows;

    /// <summary>How many different texts or beginnings.</summary>
    public long DistinctValues { get; } = distinctValues;

    /// <summary>How many characters of the beginning are indexed.</summary>
    /// <value>Default: 0, the whole text.</value>
    public int PrefixLength { get; set; }

    /// <summary>
    /// How many characters the pieces have that are indexed, 2 or more; not together with <see cref="PrefixLength"/>. Read what
    /// <see cref="BlindIndexKind.NGram"/> tells.
    /// </summary>
    /// <value>Default: 0, no pieces.</value>
    public int NGramLength { get; set; }
}
