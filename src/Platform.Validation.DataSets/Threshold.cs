using System.Globalization;

namespace Platform.Validation.DataSets;

/// <summary>How many rows may break a rule. The default is none, and that more than none is a failure.</summary>
/// <remarks>
/// A share is of the rows that the rule looked at: <see cref="Column{T}.Complete"/> looks at all, the other rules of a column at those
/// where it has a value. A number converts to <see cref="AtLeast"/>: <c>Complete(0.995)</c>.
/// </remarks>
public readonly record struct Threshold
{
    private Threshold(double? failShare, long? failRows, double? warnShare, long? warnRows) =>
        (FailShare, FailRows, WarnShare, WarnRows) = (failShare, failRows, warnShare, warnRows);

    /// <summary>Every row must keep the rule. The default.</summary>
    public static Threshold All => new(1, null, null, null);

    /// <summary>Every row should keep the rule; one that does not is a warning.</summary>
    public static Threshold Warn => All.AsWarning();

    /// <summary>Below this share of rows that keep the rule it fails, from 0 to 1.</summary>
    public double? FailShare { get; }

    /// <summary>With more rows than this that break the rule it fails.</summary>
    public long? FailRows { get; }

    /// <summary>Below this share it warns.</summary>
    public double? WarnShare { get; }

    /// <summary>With more rows than this it warns.</summary>
    public long? WarnRows { get; }

    /// <summary>At least this share must keep the rule.</summary>
    /// <param name="share">From 0 to 1: 0.995 is 99.5 %.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public static Threshold AtLeast(double share) => new(RequireShare(share), null, null, null);

    /// <summary>At most so many rows may break the rule.</summary>
    /// <param name="rows">0 or more.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Threshold AtMost(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return new(null, rows, null, null);
    }

    /// <summary>The same limit, but what is beyond it is a warning and never a failure.</summary>
    /// <returns>The threshold.</returns>
    public Threshold AsWarning()
    {
        var limit = Normal();
        return new(null, null, limit.FailShare ?? limit.WarnShare, limit.FailRows ?? limit.WarnRows);
    }

    /// <summary>The same limit, and before it is reached a warning.</summary>
    /// <param name="share">Below this share it warns, from 0 to 1.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public Threshold OrWarnBelow(double share) => new(Normal().FailShare, FailRows, RequireShare(share), WarnRows);

    /// <summary>The same limit, and before it is reached a warning.</summary>
    /// <param name="rows">With more rows than this that break the rule it warns.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public Threshold OrWarnAbove(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return new(Normal().FailShare, FailRows, WarnShare, rows);
    }

    /// <summary>What so many rows come to.</summary>
    /// <param name="checkedRows">How many rows the rule looked at.</param>
    /// <param name="failedRows">How many of them broke it.</param>
    /// <returns>The outcome; <see cref="Outcome.NotChecked"/> where it looked at none.</returns>
    public Outcome Judge(long checkedRows, long failedRows)
    {
        if (checkedRows == 0)
            return Outcome.NotChecked;
        var limit = Normal();
        var share = (double)(checkedRows - failedRows) / checkedRows;
        return share < limit.FailShare || failedRows > limit.FailRows ? Outcome.Failed
            : share < limit.WarnShare || failedRows > limit.WarnRows ? Outcome.Warned
            : Outcome.Passed;
    }

    /// <summary>A share is the threshold <see cref="AtLeast"/>.</summary>
    /// <param name="share">From 0 to 1.</param>
    public static implicit operator Threshold(double share) => AtLeast(share);

    /// <summary>The limits in words.</summary>
    /// <returns>Such as <c>fails below 95 %, warns below 99.5 %</c>.</returns>
    public override string ToString()
    {
        var limit = Normal();
        string?[] parts =
        [
            limit.FailShare is { } share ? $"fails below {Percent(share)}" : null, limit.FailRows is { } rows ? $"fails above {rows.ToString("N0", CultureInfo.InvariantCulture)} rows" : null,
            limit.WarnShare is { } warnShare ? $"warns below {Percent(warnShare)}" : null, limit.WarnRows is { } warnRows ? $"warns above {warnRows.ToString("N0", CultureInfo.InvariantCulture)} rows" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    internal Threshold Normal() => this == default ? All : this;

    private static string Percent(double share) => (share * 100).ToString("0.######", CultureInfo.InvariantCulture) + " %";

    private static double RequireShare(double share) => share is >= 0 and <= 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1: 0.995 is 99.5 %.");
}
