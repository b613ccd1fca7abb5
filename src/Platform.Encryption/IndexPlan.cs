namespace Platform.Encryption;

/// <summary>How many bits a <see cref="BlindIndex"/> keeps: so few that at least two different texts share a value, and so many that a search opens few rows in vain.</summary>
/// <remarks>
/// For X different texts between the square root of X and X/2 values, the rule of the AWS Database Encryption SDK for beacons. Fewer values would open too much,
/// more would tell each text apart. Made anew when a table has grown much; then the index is rebuilt. Immutable.
/// </remarks>
public sealed record IndexPlan
{
    /// <summary>The most bits that are kept: 128, all of them.</summary>
    public const int MaxBits = 128;

    /// <summary>With fewer different texts than this a column is refused: 1,000.</summary>
    public const int FewestDistinctValues = 1_000;

    private IndexPlan(int bits, int leastBits, int mostBits, long rows, long distinctValues) =>
        (Bits, LeastBits, MostBits, Rows, DistinctValues) = (bits, leastBits, mostBits, rows, distinctValues);

    /// <summary>How many bits are kept.</summary>
    public int Bits { get; }

    /// <summary>The fewest bits that the rule allows.</summary>
    public int LeastBits { get; }

    /// <summary>The most bits that the rule allows.</summary>
    public int MostBits { get; }

    /// <summary>The rows that it was planned for.</summary>
    public long Rows { get; }

    /// <summary>The different texts that it was planned for.</summary>
    public long DistinctValues { get; }

    /// <summary>How many rows a search for a text opens on the average, those that match among them.</summary>
    public double ExpectedCandidates => DistinctValues == 0 ? 1 : (double)Rows / DistinctValues * (1 + (DistinctValues - 1) / Math.Pow(2, Bits));

    /// <summary>Plans for a table: the most bits that the rule allows.</summary>
    /// <param name="rows">How many rows there will be; what there are in a year is a good number.</param>
    /// <param name="distinctValues">How many different texts (of an index of beginnings or pieces: different beginnings or pieces) they will have.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">There are fewer different texts than <see cref="FewestDistinctValues"/>, or more than rows.</exception>
    public static IndexPlan For(long rows, long distinctValues)
    {
        if (distinctValues < FewestDistinctValues)
        {
            throw new ArgumentException(
                $"A column with about {distinctValues} different texts is not indexed: whoever reads the table counts how often each value occurs and knows which is which. Read the rows and filter them after opening, or search by another column. " +
                $"{nameof(InsecureForFewValues)} is there if that may be known.",
                nameof(distinctValues));
        }
        return Planned(rows, distinctValues);
    }

    /// <summary>Plans for a column of few different texts. Who reads the table learns which rows have which, from how often they occur. Not for yes and no, sex, countries or states of health.</summary>
    /// <param name="rows">How many rows there will be.</param>
    /// <param name="distinctValues">How many different texts; at least 4.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">There are fewer than 4, or more than rows.</exception>
    public static IndexPlan InsecureForFewValues(long rows, long distinctValues)
    {
        if (distinctValues < 4)
            throw new ArgumentException("A column with fewer than 4 different texts cannot be indexed: no two of them can share a value and a search still leave anything out.", nameof(distinctValues));
        return Planned(rows, distinctValues);
    }

    /// <summary>Keeps all bits. No two texts share a value, so who reads the table knows exactly which rows are equal, and searches open nothing in vain.</summary>
    /// <returns>The plan.</returns>
    public static IndexPlan InsecureUncut() => new(MaxBits, MaxBits, MaxBits, rows: 0, distinctValues: 0);

    /// <summary>The same plan with another number of bits.</summary>
    /// <param name="bits">From <see cref="LeastBits"/> to <see cref="MostBits"/>.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rule does not allow it.</exception>
    public IndexPlan WithBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, LeastBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MostBits);
        return new(bits, LeastBits, MostBits, Rows, DistinctValues);
    }

    private static IndexPlan Planned(long rows, long distinctValues)
    {
        if (rows < distinctValues)
            throw new ArgumentException("There are not more different texts than rows.", nameof(rows));

        // 2^most <= X/2, and 2^least >= sqrt(X). From 4 on the one is not below the other.
        var most = System.Numerics.BitOperations.Log2((ulong)distinctValues) - 1;
        var least = 0;
        while (Math.Pow(4, least) < distinctValues)
            least++;
        return new(most, Math.Min(least, most), most, rows, distinctValues);
    }
}
