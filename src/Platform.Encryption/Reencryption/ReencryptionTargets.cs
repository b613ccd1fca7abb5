namespace Platform.Encryption.Reencryption;

/// <summary>Targets that one registration makes, when the host has its services.</summary>
internal sealed record ReencryptionTargets(IReadOnlyList<IReencryptionTarget> Targets);
