namespace Platform.Webhooks.Replay;

/// <summary>Remembers which messages were handled, so that a replay and a retry that crossed the answer do nothing twice.</summary>
/// <remarks>
/// A message is claimed, handled, and completed; or released when handling failed, so that the sender's next attempt is handled. A claim lasts for
/// its lease: who crashes
/// holds nothing up for longer. Implementations are safe for use by several threads at once.
/// </remarks>
public interface IReplayStore
{
    /// <summary>Claims a message.</summary>
    /// <param name="source">From whom it is. Keys of different sources have nothing to do with each other.</param>
    /// <param name="key">What is the same for all deliveries of it.</param>
    /// <param name="lease">How long the claim lasts.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it is claimed, and if not, why.</returns>
    ValueTask<ReplayClaim> ClaimAsync(string source, string key, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Says that it was handled, also when the claim has run out meanwhile.</summary>
    /// <param name="source">From whom it is.</param>
    /// <param name="key">What is the same for all deliveries of it.</param>
    /// <param name="claim">What <see cref="ClaimAsync"/> gave.</param>
    /// <param name="retention">How long that is remembered.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it is remembered.</returns>
    ValueTask CompleteAsync(string source, string key, ReplayClaim claim, TimeSpan retention, CancellationToken cancellationToken = default);

    /// <summary>Gives a message back that was not handled. Does nothing when the claim has run out and is somebody else's now.</summary>
    /// <param name="source">From whom it is.</param>
    /// <param name="key">What is the same for all deliveries of it.</param>
    /// <param name="claim">What <see cref="ClaimAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it is given back.</returns>
    ValueTask ReleaseAsync(string source, string key, ReplayClaim claim, CancellationToken cancellationToken = default);
}
