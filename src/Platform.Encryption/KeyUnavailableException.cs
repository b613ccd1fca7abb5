namespace Platform.Encryption;

/// <summary>A key cannot be had, for a reason that the store shows. What the store or the root key throws passes through as it is.</summary>
/// <param name="scope">What the key is for.</param>
/// <param name="reason">Why.</param>
public sealed class KeyUnavailableException(KeyScope scope, KeyUnavailableReason reason) : Exception(MessageOf(scope, reason))
{
    /// <summary>What the key is for, without the subject, who may be a person: what enriches logs with the properties of an exception finds no name here.</summary>
    public string Scope { get; } = scope.ToString();

    /// <summary>Why it cannot be had.</summary>
    public KeyUnavailableReason Reason { get; } = reason;

    /// <summary>Whether keys in memory must not be used either: away is one thing, gone or forged another.</summary>
    internal bool IsFinal => Reason is KeyUnavailableReason.Destroyed or KeyUnavailableReason.NotGenuine;

    private static string MessageOf(KeyScope scope, KeyUnavailableReason reason) => (reason, scope.Kind) switch
    {
        (KeyUnavailableReason.Destroyed, _) => $"The keys of {scope} were destroyed.",
        (KeyUnavailableReason.Missing, KeyScopeKind.Store) => "The key store was never initialized: it is empty, or another one than it should be. Call Keyring.InitializeStoreAsync once for a new one.",
        (KeyUnavailableReason.Missing, _) => $"There is no key of {scope}. What writes makes one with Keyring.LeaseOrCreateAsync.",
        (KeyUnavailableReason.Outdated, _) => $"The key store gave an older state of {scope} than before.",
        (KeyUnavailableReason.Contended, _) => $"The key store takes no new key of {scope} and shows no reason.",
        (_, KeyScopeKind.Store) => "The key store belongs to another root key, or was changed.",
        _ => $"A key of {scope} is not the one that was stored, or was wrapped by another key.",
    };
}
