namespace Platform.Encryption.Reencryption;

/// <summary>Scopes of one tenant whose former keys are searched at once: one pass for all and not one for each.</summary>
internal sealed record ReencryptionBatch(string Tenant, IReadOnlyList<FormerKeysOf> Scopes)
{
    /// <summary>As it stands in logs, which name no subject.</summary>
    public override string ToString() => Scopes is [var only] ? only.Scope.ToString() : $"{Tenant}, {Scopes.Count} scopes";
}
