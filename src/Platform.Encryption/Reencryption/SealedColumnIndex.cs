namespace Platform.Encryption.Reencryption;

/// <summary>A blind index beside a sealed column.</summary>
/// <param name="Index">What is found and how; not of pieces, whose values lie in a table of their own.</param>
/// <param name="Column">The column that has its values.</param>
public sealed record SealedColumnIndex(BlindIndex Index, string Column);
