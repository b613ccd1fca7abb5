namespace Platform.Errors;

/// <summary>What few errors have, apart from the value so that the others stay small.</summary>
internal sealed record ErrorExtras
{
    public static ErrorExtras None { get; } = new();

    public ErrorArgument[]? Overflow { get; init; }

    public string? Pointer { get; init; }

    public Exception? Cause { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public Error[]? Errors { get; init; }
}
