namespace Platform.Encryption.Rewrapping;

/// <summary>What came of wrapping keys anew.</summary>
/// <param name="Rewrapped">How many keys this call has wrapped anew.</param>
/// <param name="Left">How many a former key still wraps: rows that are not genuine, or that others were changing all the time. While it is not 0, the former key is needed.</param>
public sealed record RewrapReport(long Rewrapped, long Left);
