namespace CityDesk.Domain;

/// <summary>What a resident says, checked and ready to be filed.</summary>
public sealed record RequestDraft
{
    public required Location Location { get; init; }

    public string Description { get; init; } = "";

    public Reporter Reporter { get; init; } = new();

    /// <summary>Who the reporter is, where that is known from before.</summary>
    public string? ResidentId { get; init; }

    public string? MediaUrl { get; init; }

    public List<AttributeAnswer> Answers { get; init; } = [];

    public int? ConsumerId { get; init; }
}

/// <summary>What another system knows of a request beyond what the resident said.</summary>
public sealed record ImportedFacts
{
    public const int SourceMaxLength = 16;
    public const int ExternalIdMaxLength = 64;

    public required string Source { get; init; }

    public required string ExternalId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ExpectedAt { get; init; }

    public string StatusNotes { get; init; } = "";

    /// <summary>What the other system knew and a request has no field for, in words for the history.</summary>
    public string Note { get; init; } = "";

    /// <summary>The import run that brought the request.</summary>
    public int? RunId { get; init; }

    /// <summary>The row of that run's file in which it stood.</summary>
    public long? Row { get; init; }

    /// <summary>Who acts in the history of an imported request.</summary>
    public static string Actor(string source) => $"import from {source}";
}
