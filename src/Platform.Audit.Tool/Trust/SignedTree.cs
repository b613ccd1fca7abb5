using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Tool.Trust;

/// <summary>What a checkpoint says, and whether it is to be believed.</summary>
/// <param name="Note">The signed note.</param>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many records.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Result">What came of verifying it; <see langword="null"/> where nobody was named to believe.</param>
internal sealed record SignedTree(ReadOnlyMemory<byte> Note, string Origin, long Size, TreeHash Root, CheckpointResult? Result)
{
    public bool IsRefused => Result is not (null or CheckpointResult.Verified);

    /// <exception cref="ToolException">It is none.</exception>
    public static SignedTree Read(ReadOnlyMemory<byte> note, string where, CheckpointPolicy? policy)
    {
        if (!SignedNote.TryParse(note.Span, out var signed) || !CheckpointView.TryParse(signed.Text, out var view))
            throw new ToolException($"{where} holds no checkpoint.", ExitCodes.NotIntact);
        return new SignedTree(note, Encoding.UTF8.GetString(view.Origin), view.Size, view.Root, policy?.Verify(note.Span, out _));
    }

    /// <summary>Why it is refused, in words.</summary>
    public string Describe(string where) => Result switch
    {
        CheckpointResult.WrongOrigin => $"{where} is of another log: {Origin}",
        CheckpointResult.InvalidSignature => $"{where} has a signature that is not one of the key that it names",
        CheckpointResult.NotSignedByLog => $"{where} is not signed by the log",
        CheckpointResult.TooFewWitnesses => $"{where} is signed by fewer witnesses than are asked for",
        _ => $"{where} is no checkpoint",
    };
}
