using Platform.Validation;
using Platform.Validation.Rules;

namespace CityDesk.Open311.Parameters;

/// <summary>What GET Service Requests was asked for, once it is read: what must hold between its arguments.</summary>
[Validated]
[Rule(nameof(CheckRange), When = nameof(IsRangeReadable))]
[Rule(nameof(IsOnAnyDesk), Code = "PAGE_TOO_HIGH")]
internal sealed partial record QueryArguments
{
    public static readonly TimeSpan LongestRange = TimeSpan.FromDays(90);

    /// <summary>Whether both dates could be read; between others nothing can hold.</summary>
    public required bool IsRangeReadable { get; init; }

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    public required int Page { get; init; }

    public required int PageSize { get; init; }

    /// <summary>How many requests stand on the pages before.</summary>
    public long Skip => (Page - 1L) * PageSize;

    public bool IsOnAnyDesk() => Skip <= int.MaxValue - PageSize;

    public void CheckRange(ref RuleFindings findings)
    {
        if (Start > End)
            findings.Add("DATES_REVERSED");
        else if (End - Start > LongestRange)
            findings.Add("DATES_TOO_FAR_APART", arguments: new(new("days", LongestRange.Days)));
    }
}
