namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>Consumers that come and go while the host runs. Used by one loop.</summary>
internal interface ILaneSource
{
    /// <summary>Says what has changed since it was asked last; at first everything there is.</summary>
    ValueTask<LaneChanges> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Works beside the loops until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what nobody needs to hear of any more.</summary>
    ValueTask TrimAsync(CancellationToken cancellationToken);
}

/// <summary>How consumers have changed.</summary>
/// <param name="Consumers">
/// Those that may be worked for from now on, by name; <see langword="null"/> in place of one that may not any more.
/// </param>
/// <param name="AgainAt">When something changes by itself; <see langword="null"/> where nothing does.</param>
internal readonly record struct LaneChanges(IReadOnlyDictionary<string, ILaneConsumer?> Consumers, DateTimeOffset? AgainAt);
