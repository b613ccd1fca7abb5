using Platform.Encryption.Keys;

namespace Platform.Encryption.Erasing;

/// <summary>Somebody whose keys were destroyed.</summary>
/// <param name="Tenant">Of which tenant.</param>
/// <param name="Subject">Who. May be a person: do not log it.</param>
/// <param name="Keys">The keys of all purposes that are gone.</param>
public sealed record ErasedSubject(string Tenant, string Subject, IReadOnlyList<KeyId> Keys)
{
    /// <summary>The tenant, and that there is a subject.</summary>
    /// <returns>"tenant/…".</returns>
    public override string ToString() => $"{Tenant}/…";
}
