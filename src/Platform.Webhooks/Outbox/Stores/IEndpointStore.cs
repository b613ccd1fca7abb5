namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a store of an outbox does besides, so that receivers come and go while programs run. Thread-safe.</summary>
/// <remarks>
/// A change, what it does to the lane, and the event that tells of it are one transaction. Changes are made one after the other: whoever
/// sees a
/// revision has seen, or will see, all that are smaller.
/// </remarks>
public interface IEndpointStore
{
    /// <summary>Adds a receiver.</summary>
    /// <param name="update">The receiver, of version 1.</param>
    /// <param name="most">How many its tenant may have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was added: not where the tenant has so many.</returns>
    ValueTask<bool> AddEndpointAsync(EndpointUpdate update, int most, CancellationToken cancellationToken);

    /// <summary>Replaces a receiver, where it has the version before.</summary>
    /// <param name="update">The change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was replaced: not where somebody else was faster, or it is gone.</returns>
    ValueTask<bool> ReplaceEndpointAsync(EndpointUpdate update, CancellationToken cancellationToken);

    /// <summary>Finds a receiver.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where there is none, or it is deleted.</returns>
    ValueTask<EndpointRow?> FindEndpointAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists receivers by their ids, which is the order in which they were made.</summary>
    /// <param name="tenant">Those of a tenant; <see langword="null"/> for the program's own.</param>
    /// <param name="after">Behind this id; <see langword="null"/> from the beginning.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that are not deleted.</returns>
    ValueTask<IReadOnlyList<EndpointRow>> ListEndpointsAsync(string? tenant, string? after, int most, CancellationToken cancellationToken);

    /// <summary>Reads what has changed, deleted ones too.</summary>
    /// <param name="after">Behind this revision; 0 for all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Receivers by revision.</returns>
    ValueTask<IReadOnlyList<EndpointRow>> ReadChangedEndpointsAsync(long after, int most, CancellationToken cancellationToken);

    /// <summary>Forgets that there were receivers which are deleted.</summary>
    /// <param name="before">Those that were deleted before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When they are forgotten.</returns>
    ValueTask TrimEndpointsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what a lane that is closed has left behind, a part at a time: a change that closes one takes no longer for what waits in it.
    /// </summary>
    /// <param name="most">How many deliveries, and how many dead letters, at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there may be more.</returns>
    ValueTask<bool> PurgeAsync(int most, CancellationToken cancellationToken);
}
