namespace Platform.Errors.SourceGeneration;

/// <summary>An error that stands outside of a catalogue.</summary>
internal sealed record StrayModel
{
    public required PlaceModel Place { get; init; }

    /// <summary>The head of the part that it lacks; <see langword="null"/> if it lacks none, or can have none.</summary>
    public required string? MissingPart { get; init; }

    /// <summary>Whether the compiler refuses it whatever is written beside it.</summary>
    public required bool IsRefusedByCompiler { get; init; }
}
