namespace Platform.Encryption;

/// <summary>A key cannot be had, and trying again will not help. What the store or the root key throws passes through as it is.</summary>
/// <param name="scope">What the key is for.</param>
/// <param name="reason">Why.</param>
public sealed class KeyUnavailableException(KeyScope scope, KeyUnavailableReason reason) : Exception(MessageOf(scope, reason))
{
    /// <summary>What the key is for.</summary>
    public KeyScope Scope { get; } = scope;

    /// <summary>Why it cannot be had.</summary>
    public KeyUnavailableReason Reason { get; } = reason;

    private static string MessageOf(KeyScope scope, KeyUnavailableReason reason) => reason switch
    {
        KeyUnavailableReason.Destroyed => $"The keys of {scope} were destroyed.",
        _ => $"A key of {scope} is not the one that was stored, or was wrapped by another key.",
    };
}
