namespace Platform.Errors.SourceGeneration;

/// <summary>One error of a catalogue as it was declared.</summary>
internal sealed record ErrorModel
{
    public required string MethodName { get; init; }

    /// <summary>The accessibility as it is written, with a blank after it; empty where none is written.</summary>
    public required string Accessibility { get; init; }

    public required string Code { get; init; }

    /// <summary>The member of <c>ErrorKind</c>.</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string? Detail { get; init; }

    /// <summary>The member of <c>ErrorRetry</c>.</summary>
    public required string Retry { get; init; }

    /// <summary>0 for the kind's own.</summary>
    public required int Status { get; init; }

    public required string? HelpLink { get; init; }

    /// <summary>0 for the derived one.</summary>
    public required int EventId { get; init; }

    /// <summary>Whether the method is to be inlined by force: nobody has said anything of that in its declaration.</summary>
    public required bool IsInlined { get; init; }

    public required EquatableArray<ParameterModel> Parameters { get; init; }
}
