namespace Platform.Audit.Omissions;

/// <summary>A producer, as the log knows it: one run of one program.</summary>
/// <param name="Producer">Its number, drawn when it started.</param>
/// <param name="Name">What it calls itself; <see langword="null"/> where its start is not in what was read.</param>
/// <param name="Records">How many records of it were read.</param>
/// <param name="LastSequence">Its highest number.</param>
/// <param name="Explained">How many numbers are missing that records of gaps explain.</param>
/// <param name="FirstRecordedAt">When its first record was recorded.</param>
/// <param name="LastRecordedAt">When its last record was recorded.</param>
/// <param name="HasStopped">Whether it has said that it ended.</param>
public sealed record AuditProducer(
    long Producer, string? Name, long Records, long LastSequence, long Explained, DateTimeOffset FirstRecordedAt, DateTimeOffset LastRecordedAt, bool HasStopped);
