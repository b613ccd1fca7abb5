using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Validation.DataSets.Reports;

/// <summary>What a run found. As JSON it follows <see cref="JsonSchema"/>; as a page see <see cref="HtmlReport"/>.</summary>
/// <param name="Version">The version of this shape: 1. New members may come without a new version; nothing goes or changes its meaning.</param>
/// <param name="DataSet">The name of the data set.</param>
/// <param name="Source">The name of the source.</param>
/// <param name="StartedAt">When the run began; what rules took for now.</param>
/// <param name="Elapsed">How long it took, without pauses between resumed runs.</param>
/// <param name="Outcome">The worst of the rules; failed also where the source is damaged.</param>
/// <param name="IsComplete">Whether the source was read to its end.</param>
/// <param name="Damage">Why not, and where.</param>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Rules">What came of each rule, in the order of declaration.</param>
/// <param name="Columns">What is known of each column.</param>
public sealed record DataSetReport(
    int Version, string DataSet, string Source, DateTimeOffset StartedAt, TimeSpan Elapsed, Outcome Outcome, bool IsComplete, string? Damage, RowsReport Rows, IReadOnlyList<RuleReport> Rules,
    IReadOnlyList<ColumnReport> Columns)
{
    internal const int CurrentVersion = 1;

    /// <summary>The JSON Schema (draft 2020-12) of the report as JSON.</summary>
    public static string JsonSchema => Resource.Read("data-set-report.schema.json");

    /// <summary>The rule of an id.</summary>
    /// <param name="id">The id: <c>email.complete</c>, or the name of a rule on rows.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public RuleReport this[string id] => Rules.FirstOrDefault(rule => rule.Id == id) ?? throw new KeyNotFoundException($"The report has no rule {id}; it has {string.Join(", ", Rules.Select(rule => rule.Id))}.");

    /// <summary>The report as indented JSON in UTF-8.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.DataSetReport);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The bytes.</param>
    /// <returns>The report.</returns>
    /// <exception cref="JsonException">They are no such report, or one of a newer version.</exception>
    public static DataSetReport FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ReportJson.Default.DataSetReport) is { Version: CurrentVersion } report ? report : throw new JsonException("This is no report of version 1.");
}

/// <summary>How many rows a run saw.</summary>
/// <param name="Read">All of them: checked and refused.</param>
/// <param name="Checked">Those that were checked.</param>
/// <param name="Refused">Those that could not be read.</param>
/// <param name="Failed">Those that broke a rule or could not be read; one that broke three counts once. After merging two halves, rows that only the merge found are not among them.</param>
public sealed record RowsReport(long Read, long Checked, long Refused, long Failed);

/// <summary>What came of one rule.</summary>
/// <param name="Id">Unique in the data set.</param>
/// <param name="Kind">One of <see cref="RuleKind"/>.</param>
/// <param name="Column">The column; empty for a rule on rows or on the whole.</param>
/// <param name="Description">What it asks for, in words.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Threshold">Its threshold, in words.</param>
/// <param name="Checked">How many rows it looked at; nothing for a rule on the whole.</param>
/// <param name="Failed">How many of them broke it.</param>
/// <param name="Share">The share that kept it, from 0 to 1.</param>
/// <param name="Observed">For a rule on the whole, what was observed.</param>
/// <param name="Positions">Where in the data set rows broke it.</param>
/// <param name="Reason">Why it was not checked.</param>
public sealed record RuleReport(
    string Id, string Kind, string Column, string Description, Outcome Outcome, string Threshold, long? Checked, long? Failed, double? Share, string? Observed, PositionsReport? Positions, string? Reason);

/// <summary>How failing rows lie over the data set.</summary>
/// <param name="RowsInStretch">How many rows each number stands for; the first begins with row 0, which there is not.</param>
/// <param name="Counts">How many failed in each stretch.</param>
public sealed record PositionsReport(long RowsInStretch, IReadOnlyList<long> Counts);

/// <summary>What is known of a column. Values are texts that can be read back: invariant numbers, ISO 8601 times.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds: text, integer, number, time, date, boolean or the name of a type.</param>
/// <param name="Kind">What can be said of it: text, number, time or other.</param>
/// <param name="IsSensitive">Whether values are kept out of the report.</param>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Present">How many have a value.</param>
/// <param name="Minimum">The smallest or oldest value.</param>
/// <param name="Maximum">The largest or newest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation of all values; of times and durations in seconds.</param>
/// <param name="ShortestLength">The length of the shortest text, in code points.</param>
/// <param name="LongestLength">The length of the longest text.</param>
/// <param name="Distinct">How many different values there are, where it was asked for.</param>
/// <param name="Quantiles">Some quantiles, where they were asked for; of texts, of their lengths.</param>
/// <param name="Histogram">How values are distributed, where it was asked for; of texts, their lengths.</param>
/// <param name="Frequent">The values that come most often, where they were asked for.</param>
/// <param name="FrequentError">By how much those counts may be too low.</param>
public sealed record ColumnReport(
    string Name, string Type, string Kind, bool IsSensitive, long Rows, long Present, string? Minimum, string? Maximum, string? Mean, string? StandardDeviation, long? ShortestLength, long? LongestLength,
    DistinctReport? Distinct, IReadOnlyList<QuantileReport> Quantiles, HistogramReport? Histogram, IReadOnlyList<FrequentReport> Frequent, long? FrequentError);

/// <summary>How many different values there are.</summary>
/// <param name="Estimate">About how many.</param>
/// <param name="StandardError">The standard error as a share of the true number.</param>
public sealed record DistinctReport(long Estimate, double StandardError);

/// <summary>One quantile.</summary>
/// <param name="Share">The share of values that are no larger.</param>
/// <param name="Value">The value.</param>
public sealed record QuantileReport(double Share, string Value);

/// <summary>How values are distributed over parts of equal width.</summary>
/// <param name="Minimum">Where the first part begins.</param>
/// <param name="Maximum">Where the last one ends.</param>
/// <param name="IsExact">Whether the counts are exact, or estimated.</param>
/// <param name="Counts">How many values lie in each part.</param>
public sealed record HistogramReport(string Minimum, string Maximum, bool IsExact, IReadOnlyList<long> Counts);

/// <summary>A value that comes often.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How often.</param>
public sealed record FrequentReport(string Value, long Count);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = false, Converters = [typeof(OutcomeConverter)])]
[JsonSerializable(typeof(DataSetReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>Outcomes by their words: passed, not-checked, warned, failed.</summary>
internal sealed class OutcomeConverter() : JsonStringEnumConverter<Outcome>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
