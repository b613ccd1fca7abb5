namespace Platform.Validation.DataSets;

/// <summary>A row that broke a rule. A row that breaks three rules comes three times.</summary>
/// <param name="Row">Its number among the rows that were read; the first is 1.</param>
/// <param name="Line">The line of the file on which it starts, where the source has lines.</param>
/// <param name="Key">What <see cref="DataSetBuilder{TRow}.Key"/> says of it; nothing for a row that could not be read, or that only merging two halves found.</param>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Column">The column; empty for a rule on several.</param>
/// <param name="Value">The value that broke it, at most <see cref="PlatformValidationDataSetsOptions.MaxValueLength"/> long; nothing where it is missing.</param>
/// <param name="Detail">What else there is to say, such as where the value came first, or why the row could not be read.</param>
public sealed record FailedRow(long Row, long? Line, string? Key, string Rule, string Column, string? Value, string? Detail);
