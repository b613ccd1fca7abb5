namespace Platform.Validation.DataSets;

/// <summary>The kinds of rules, by the words that reports and failing rows use for them.</summary>
public static class RuleKind
{
    /// <summary>The row could be read at all.</summary>
    public const string Readable = "readable";

    /// <summary>A value is there.</summary>
    public const string Complete = "complete";

    /// <summary>No value comes twice.</summary>
    public const string Unique = "unique";

    /// <summary>Every value is a key of another data set.</summary>
    public const string References = "references";

    /// <summary>Every key of another data set comes.</summary>
    public const string Covers = "covers";

    /// <summary>Values lie between two bounds.</summary>
    public const string Range = "range";

    /// <summary>Values are among those known.</summary>
    public const string OneOf = "one-of";

    /// <summary>Texts match a regular expression.</summary>
    public const string Pattern = "pattern";

    /// <summary>Texts have a length.</summary>
    public const string Length = "length";

    /// <summary>Times are not in the future.</summary>
    public const string NotInFuture = "not-in-future";

    /// <summary>A condition on a value.</summary>
    public const string Satisfies = "satisfies";

    /// <summary>A condition on several columns of a row.</summary>
    public const string Row = "row";

    /// <summary>How many rows there are.</summary>
    public const string RowCount = "row-count";

    /// <summary>How new the newest value is.</summary>
    public const string Fresh = "fresh";

    /// <summary>How many different values there are.</summary>
    public const string DistinctCount = "distinct-count";

    /// <summary>The mean.</summary>
    public const string Mean = "mean";

    /// <summary>The standard deviation.</summary>
    public const string StandardDeviation = "standard-deviation";

    /// <summary>A quantile.</summary>
    public const string Quantile = "quantile";

    /// <summary>How values are distributed over categories.</summary>
    public const string Frequencies = "frequencies";
}
