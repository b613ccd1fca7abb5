using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>A line of a ledger file that is neither empty nor a comment.</summary>
/// <param name="Text">The line as it is written, without blanks around it.</param>
/// <param name="Entry">What it says; <see langword="null"/> if it is malformed.</param>
/// <param name="IsRemoval">Whether it retires the code.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record LedgerLine(string Text, LedgerEntry? Entry, bool IsRemoval, Location Location)
{
    /// <summary>What stands before an entry to retire its code for good.</summary>
    public const string Removed = "*REMOVED*";

    /// <summary>
    /// The project that MSBuild names behind a message, where it was copied along with the line. The line is understood without it, so that only this is said
    /// of it.
    /// </summary>
    public string? CopiedProject { get; init; }
}
