namespace Platform.Audit.Witnesses;

/// <summary>The answer of a witness.</summary>
/// <param name="Result">What it says.</param>
/// <param name="Cosignatures">Signature lines, each with its newline, where it has cosigned. Empty otherwise.</param>
/// <param name="Size">The size of the checkpoint that it has last cosigned, where that is not what the request began from.</param>
public readonly record struct WitnessAnswer(WitnessResult Result, ReadOnlyMemory<byte> Cosignatures = default, long Size = 0);
