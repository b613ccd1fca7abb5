using Platform.Encryption.Indexes;

namespace Platform.Encryption;

/// <summary>
/// What is found in an encrypted column and how: beside the sealed value stands a keyed hash of its normalised text, cut to so few bits that different
/// texts share one. Whoever searches computes the same, takes the rows that have it, opens them, and keeps those that match. Format: docs/reference/encryption-format.md,
/// "Blind index".
/// </summary>
/// <remarks>
/// Each index is a choice: an equality index says nothing about beginnings, a prefix index nothing about middles. Who reads the table sees which rows share a
/// value and how often each occurs; see <see cref="LeakageReport"/>. Immutable and thread-safe; made once and kept.
/// </remarks>
public sealed class BlindIndex : IEquatable<BlindIndex>
{
    /// <summary>The longest beginning or piece that can be indexed: 64 characters (Unicode scalar values).</summary>
    public const int MaxLength = 64;

    private BlindIndex(BlindIndexKind kind, string table, string column, TextNormalizer normalizer, IndexPlan plan, int length, string? purpose)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        ArgumentNullException.ThrowIfNull(plan);

        // Checks the names; whose tenant it is does not matter here.
        _ = new ColumnAddress("-", table, column);
        (Kind, Table, Column, Normalizer, Plan, Length) = (kind, table, column, normalizer, plan, length);
        Purpose = purpose ?? $"index of {table}.{column}";
        _ = ScopeFor("-");
    }

    /// <summary>What it finds.</summary>
    public BlindIndexKind Kind { get; }

    /// <summary>The table of the column that is searched.</summary>
    public string Table { get; }

    /// <summary>The column that is searched: the name that its sealed values are bound to.</summary>
    public string Column { get; }

    /// <summary>What makes texts equal that are written differently.</summary>
    public TextNormalizer Normalizer { get; }

    /// <summary>How many bits are kept, and why.</summary>
    public IndexPlan Plan { get; }

    /// <summary>How many characters of the normalised text are hashed at once; 0 for the whole text.</summary>
    public int Length { get; }

    /// <summary>The purpose whose key this is. Never that of the sealed values: who may search need not be able to read, and the two rotate apart.</summary>
    public string Purpose { get; }

    /// <summary>Finds whole texts.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column that is searched.</param>
    /// <param name="normalizer">What makes texts equal.</param>
    /// <param name="plan">How many bits are kept.</param>
    /// <param name="purpose">The purpose of the key, or <see langword="null"/> for one that is made of table and column.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    public static BlindIndex Equality(string table, string column, TextNormalizer normalizer, IndexPlan plan, string? purpose = null) =>
        new(BlindIndexKind.Equality, table, column, normalizer, plan, length: 0, purpose);

    /// <summary>Finds texts by how they begin. One index for each length that is searched; a text that is shorter is in none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column that is searched.</param>
    /// <param name="normalizer">What makes texts equal.</param>
    /// <param name="plan">How many bits are kept, planned from how many different beginnings there are.</param>
    /// <param name="length">How many characters a beginning has, 1 to <see cref="MaxLength"/>.</param>
    /// <param name="purpose">The purpose of the key, or <see langword="null"/> for one that is made of table and column.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public static BlindIndex Prefix(string table, string column, TextNormalizer normalizer, IndexPlan plan, int length, string? purpose = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        return new(BlindIndexKind.Prefix, table, column, normalizer, plan, length, purpose);
    }

    /// <summary>
    /// Finds texts by what is in them. A row has a value for each piece of its text: as a set in one column (<see cref="BlindIndexer.ComputeCell"/>), or in a
    /// table of their own. Read what <see cref="BlindIndexKind.NGram"/> tells.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column that is searched.</param>
    /// <param name="normalizer">What makes texts equal.</param>
    /// <param name="plan">How many bits are kept, planned from how many different pieces there are.</param>
    /// <param name="length">How many characters a piece has, 2 to <see cref="MaxLength"/>; what is searched for must have as many.</param>
    /// <param name="purpose">The purpose of the key, or <see langword="null"/> for one that is made of table and column.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public static BlindIndex NGram(string table, string column, TextNormalizer normalizer, IndexPlan plan, int length = 3, string? purpose = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        return new(BlindIndexKind.NGram, table, column, normalizer, plan, length, purpose);
    }

    /// <summary>The scope of its key for a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <returns>What to lease, to rotate, and to shred when the index is given up.</returns>
    /// <exception cref="ArgumentException">The tenant is empty, too long or not well-formed text.</exception>
    public KeyScope ScopeFor(string tenant) => KeyScope.ForPurpose(tenant, Purpose);

    /// <summary>Whether a text is what was searched for: the last step of a search, on texts that were opened, since different texts share values.</summary>
    /// <param name="text">The text that was opened.</param>
    /// <param name="searched">What was searched for.</param>
    /// <returns>Whether the normalised text equals, begins with, or has in it what was searched for, by <see cref="Kind"/>.</returns>
    public bool Matches(string text, string searched)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(searched);
        var (whole, part) = (Normalizer.Normalize(text), Normalizer.Normalize(searched));
        return Kind switch
        {
            BlindIndexKind.Equality => string.Equals(whole, part, StringComparison.Ordinal),
            BlindIndexKind.Prefix => whole.StartsWith(part, StringComparison.Ordinal),
            _ => whole.Contains(part, StringComparison.Ordinal),
        };
    }

    /// <summary>Whether a text has in it what was searched for, but for some typing errors.</summary>
    /// <param name="text">The text that was opened.</param>
    /// <param name="searched">What was searched for.</param>
    /// <param name="maxEdits">How many characters may be inserted, left out or replaced (Levenshtein distance); two that are swapped are two.</param>
    /// <returns>Whether a part of the normalised text is that close to what was searched for.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxEdits"/> is negative.</exception>
    public bool Matches(string text, string searched, int maxEdits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(searched);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEdits);
        return ApproximateMatch.IsWithin(Normalizer.Normalize(text), Normalizer.Normalize(searched), maxEdits);
    }

    /// <summary>
    /// How many pieces of a text, at least, stand unchanged in each text that <see cref="Matches(string, string, int)"/>: each edit changes no more than
    /// <see cref="Length"/> of them (Ukkonen's q-gram lemma).
    /// </summary>
    /// <param name="searched">What is searched for.</param>
    /// <param name="maxEdits">How many edits are allowed.</param>
    /// <returns>The number of different pieces; 0 or less where the index cannot find it, because it is too short for so many edits.</returns>
    public int LeastPieces(string searched, int maxEdits)
    {
        ArgumentNullException.ThrowIfNull(searched);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEdits);
        return (int)Math.Max(int.MinValue, PiecesOf(Normalizer.Normalize(searched)).Count - (long)maxEdits * Length);
    }

    /// <summary>Whether two are the same index: all that is said of them is, of plans the bits.</summary>
    /// <param name="other">Another one.</param>
    /// <returns><see langword="true"/> if they give the same values under the same key.</returns>
    public bool Equals(BlindIndex? other) => other is not null && Kind == other.Kind && Table == other.Table && Column == other.Column && Length == other.Length
        && Normalizer.Name == other.Normalizer.Name && Plan.Bits == other.Plan.Bits && Purpose == other.Purpose;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlindIndex);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Table, Column, Length);

    /// <summary>Kind, table and column.</summary>
    /// <returns>"Equality index of table.column".</returns>
    public override string ToString() => $"{Kind} index of {Table}.{Column}";

    /// <summary>The pieces of a normalised text that are hashed, each once, in the order of the text.</summary>
    internal IReadOnlyList<string> PiecesOf(string normalized)
    {
        if (Kind == BlindIndexKind.Equality)
            return [normalized];
        var starts = Runes.StartsOf(normalized);
        var pieces = starts.Count - 1 - Length + 1;
        if (pieces <= 0)
            return [];
        return [.. Enumerable.Range(0, Kind == BlindIndexKind.Prefix ? 1 : pieces).Select(at => normalized[starts[at]..starts[at + Length]]).Distinct(StringComparer.Ordinal)];
    }
}
