namespace Platform.Errors;

/// <summary>What few errors have, apart from the value so that the others stay small.</summary>
/// <param name="Descriptor">The entry of the catalogue, since this takes its place in the error.</param>
internal sealed record ErrorExtras(ErrorDescriptor Descriptor)
{
    public ErrorArgument[]? Overflow { get; init; }

    public string? Pointer { get; init; }

    public Exception? Cause { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public Error[]? Errors { get; init; }
}
