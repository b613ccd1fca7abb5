using Platform.Audit.Records;
using Platform.Audit.Search;

namespace Platform.Audit;

/// <summary>What is looked for in a log. All that is said must hold; with nothing said it is every event.</summary>
public sealed record AuditQuery
{
    /// <summary>The most events that a page can have: 500.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Who did it, exactly.</summary>
    /// <value><see langword="null"/>: anybody.</value>
    public string? Actor { get; init; }

    /// <summary>What it was done to, exactly.</summary>
    /// <value><see langword="null"/>: anything.</value>
    public string? Target { get; init; }

    /// <summary>The name of the event, or with <c>.*</c> at its end all that begin so: <c>desk.request.*</c>.</summary>
    /// <value><see langword="null"/>: any event.</value>
    public string? Action { get; init; }

    /// <summary>What came of it.</summary>
    /// <value><see langword="null"/>: anything.</value>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>Whose it is, exactly.</summary>
    /// <value><see langword="null"/>: anybody's.</value>
    public string? Tenant { get; init; }

    /// <summary>What it belongs to, exactly.</summary>
    /// <value><see langword="null"/>: anything.</value>
    public string? Correlation { get; init; }

    /// <summary>Recorded then or later.</summary>
    /// <value><see langword="null"/>: from the beginning.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before.</summary>
    /// <value><see langword="null"/>: up to now.</value>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Words that stand in it, all of them, in any of its texts and in any order. Letters and digits count, small or large.</summary>
    /// <value><see langword="null"/>: any.</value>
    public string? Text { get; init; }

    /// <summary>How many events a page has at most, 1 to <see cref="MaxPageSize"/>.</summary>
    /// <value>50.</value>
    public int PageSize { get; init; } = 50;

    /// <summary>Whether the oldest come first.</summary>
    /// <value><see langword="false"/>: the newest.</value>
    public bool OldestFirst { get; init; }

    /// <summary>Where the page before has ended: its <see cref="AuditPage.Next"/>.</summary>
    /// <value><see langword="null"/>: the first page.</value>
    public long? After { get; init; }

    /// <summary>Whether each event comes with its proof.</summary>
    /// <value><see langword="false"/>.</value>
    public bool WithProofs { get; init; }

    /// <summary>
    /// Whether every record is read rather than the index asked. It takes as long as reading the log does, and nothing can be hidden from it: what is not
    /// found is not in the log. An index is
    /// a convenience, and whoever can write to it can take something out of it.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool IsExhaustive { get; init; }

    /// <summary>The words of <see cref="Text"/>, as the index of a store has them.</summary>
    public IReadOnlyList<string> Words => SearchWords.Of(Text);

    /// <summary>The words of <see cref="Action"/> that stand before <c>.*</c>, with the dot; <see langword="null"/> where it is a whole name or nothing.</summary>
    public string? ActionPrefix => Action?.EndsWith(".*", StringComparison.Ordinal) == true ? Action[..^1] : null;
}
