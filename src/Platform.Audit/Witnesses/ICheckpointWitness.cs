using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Witnesses;

/// <summary>
/// Somebody who cosigns checkpoints that follow from those that it has cosigned before, so that a log cannot show different people different histories.
/// </summary>
/// <remarks>Called by one at a time for each log.</remarks>
public interface ICheckpointWitness
{
    /// <summary>Verifies its cosignatures: the key is pinned, and not taken from its answers. It belongs to the witness.</summary>
    NoteVerifier Verifier { get; }

    /// <summary>Asks for a cosignature (C2SP tlog-witness, "add-checkpoint").</summary>
    /// <param name="oldSize">The size of the checkpoint that the witness has last cosigned; 0 for none.</param>
    /// <param name="proof">That the new one follows from it (RFC 6962, section 2.1.2). Empty where the old size is 0 or the new one.</param>
    /// <param name="checkpoint">The new checkpoint, signed by the log.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What it says.</returns>
    ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);
}
