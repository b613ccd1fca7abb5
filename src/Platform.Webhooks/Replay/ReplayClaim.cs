namespace Platform.Webhooks.Replay;

/// <summary>The answer to who wants to handle a message.</summary>
/// <param name="State">Whether it may.</param>
/// <param name="Token">Tells this claim from a later one of the same message; 0 where there is none.</param>
public readonly record struct ReplayClaim(ReplayState State, long Token)
{
    /// <summary>Whether the message is to be handled, and then completed or released.</summary>
    public bool IsClaimed => State == ReplayState.Claimed;
}
