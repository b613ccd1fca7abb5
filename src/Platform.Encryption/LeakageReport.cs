using System.Data.Common;
using Platform.Encryption.Indexes;

namespace Platform.Encryption;

/// <summary>What the values of a live blind index tell to somebody who reads the table and counts. Measured, not estimated: the counts are all that such a reader has.</summary>
/// <param name="Rows">How many rows have a value.</param>
/// <param name="DistinctValues">How many different values there are.</param>
/// <param name="LargestCount">How many rows share the most frequent one.</param>
/// <param name="SingleRows">How many rows have a value that no other row has.</param>
/// <param name="MinEntropyBits">How hard the best single guess is: the logarithm to base 2 of <paramref name="Rows"/> by <paramref name="LargestCount"/>.</param>
/// <param name="ShannonEntropyBits">The average information of a value. Far above <paramref name="MinEntropyBits"/> where frequencies differ much.</param>
/// <param name="CandidatesPerSearch">How many rows a search opens on the average, if what rows have is searched for as often as rows have it.</param>
public sealed record LeakageReport(
    long Rows, long DistinctValues, long LargestCount, long SingleRows, double MinEntropyBits, double ShannonEntropyBits, double CandidatesPerSearch)
{
    private const double LargestShareWorthWarning = 0.05;
    private const double SingleShareWorthWarning = 0.25;

    /// <summary>The chance that the most frequent text is guessed right for a row that is taken at random, by one who knows how frequent texts are: from 0 to 1.</summary>
    public double GuessProbability => Rows == 0 ? 0 : (double)LargestCount / Rows;

    /// <summary>What to worry about, in sentences; empty when nothing stands out.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            if (Rows == 0)
                return [];
            var warnings = new List<string>();
            if (DistinctValues < 8)
                warnings.Add($"There are only {DistinctValues} different values: an index says nothing here but which rows belong together.");
            if (GuessProbability > LargestShareWorthWarning)
                warnings.Add($"{LargestCount} of {Rows} rows share one value: whoever knows the most frequent text knows them.");
            if ((double)SingleRows / Rows > SingleShareWorthWarning)
                warnings.Add($"{SingleRows} of {Rows} rows share their value with none: the index tells texts apart one by one. Keep fewer bits.");
            if (CandidatesPerSearch > Math.Max(16, Math.Sqrt(Rows)) && GuessProbability <= LargestShareWorthWarning)
                warnings.Add($"A search opens {CandidatesPerSearch:0} rows on the average: the table has outgrown the index. Plan it anew.");
            return warnings;
        }
    }

    /// <summary>Measures from counts.</summary>
    /// <param name="counts">For each different value, how many rows have it; each at least 1.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A count is below 1.</exception>
    public static LeakageReport From(IEnumerable<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var tally = new Tally();
        foreach (var count in counts)
            tally.Add(count);
        return tally.Report();
    }

    /// <summary>Measures a live index, by a command that gives the counts: <c>SELECT COUNT(*) FROM residents WHERE email_index IS NOT NULL GROUP BY email_index</c>. Of one tenant; while keys rotate, of the values of one key.</summary>
    /// <param name="counts">The command, whose first column is the count. Not disposed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A count is below 1.</exception>
    public static async Task<LeakageReport> MeasureAsync(DbCommand counts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var tally = new Tally();
        var reader = await counts.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var disposing = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            tally.Add(reader.GetInt64(0));
        return tally.Report();
    }

    /// <summary>
    /// Measures a live index of pieces, by a command that gives its sets: <c>SELECT name_pieces FROM residents WHERE name_pieces IS NOT NULL</c>. Rows are
    /// those of the pieces: one for each piece of each text.
    /// </summary>
    /// <param name="sets">The command, whose first column is the set. Not disposed. Of one tenant; while keys rotate, of the sets of one key.</param>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The index is not of pieces, or a set is none of it.</exception>
    public static async Task<LeakageReport> MeasureSetsAsync(DbCommand sets, BlindIndex index, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(index);
        if (index.Kind != BlindIndexKind.NGram)
            throw new ArgumentException($"The {index} has one value for each row: count these.", nameof(index));
        var counts = new Dictionary<UInt128, long>();
        var reader = await sets.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var disposing = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var piece in IndexKey.PiecesOf((byte[])reader.GetValue(0), index.Plan.Bits))
                counts[piece] = counts.GetValueOrDefault(piece) + 1;
        }
        return From(counts.Values);
    }

    /// <summary>The sums, so that no list of the counts is needed.</summary>
    private sealed class Tally
    {
        private long _rows;
        private long _distinct;
        private long _largest;
        private long _single;
        private double _squares;
        private double _weighted;

        public void Add(long count)
        {
            if (count < 1)
                throw new ArgumentException("A value that occurs occurs at least once.", nameof(count));
            _rows += count;
            _distinct++;
            _largest = Math.Max(_largest, count);
            _single += count == 1 ? 1 : 0;
            _squares += (double)count * count;
            _weighted += count * Math.Log2(count);
        }

        public LeakageReport Report() => _rows == 0
            ? new LeakageReport(0, 0, 0, 0, 0, 0, 0)
            : new LeakageReport(_rows, _distinct, _largest, _single, Math.Log2((double)_rows / _largest), Math.Max(0, Math.Log2(_rows) - _weighted / _rows), _squares / _rows);
    }
}
