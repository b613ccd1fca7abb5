namespace Platform.Encryption.Reencryption;

/// <summary>A blind index beside a sealed column.</summary>
/// <param name="Index">What is found and how; of pieces the column has their set (<see cref="BlindIndexer.ComputeCell"/>).</param>
/// <param name="Column">The column that has its values.</param>
public sealed record SealedColumnIndex(BlindIndex Index, string Column);
