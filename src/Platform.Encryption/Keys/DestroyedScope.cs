namespace Platform.Encryption.Keys;

/// <summary>A scope that was destroyed, by its digest.</summary>
internal sealed record DestroyedScope(string Scope, DateTimeOffset DestroyedAt, DateTimeOffset BackupsExpireAt);
