namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>Consumers that come and go while the host runs. What it reads is used by one loop.</summary>
internal interface ILaneSource
{
    /// <summary>Says what has changed since it was asked last; at first everything there is. It waits for the store alone.</summary>
    ValueTask<LaneChanges> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Has everything read anew the next time: the store may have lost what it had said, as one that has taken over without the latest
    /// commits. Thread-safe.
    /// </summary>
    void Doubt();

    /// <summary>What works beside the loops of the host, each until it is cancelled.</summary>
    /// <param name="wake">To be called when there is something to read.</param>
    IEnumerable<Func<CancellationToken, Task>> Loops(Action wake);

    /// <summary>Forgets what nobody needs to hear of any more.</summary>
    ValueTask TrimAsync(CancellationToken cancellationToken);
}

/// <summary>How consumers have changed.</summary>
/// <param name="Consumers">
/// Those that may be worked for from now on, by name; <see langword="null"/> in place of one that may not any more.
/// </param>
/// <param name="AgainAt">When something changes by itself; <see langword="null"/> where nothing does.</param>
internal readonly record struct LaneChanges(IReadOnlyDictionary<string, ILaneConsumer?> Consumers, DateTimeOffset? AgainAt);
