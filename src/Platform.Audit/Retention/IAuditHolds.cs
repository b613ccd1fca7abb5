namespace Platform.Audit.Retention;

/// <summary>
/// Legal holds: what matches one is neither erased nor dropped until it is released. Each is a record of the log itself, and so is its
/// release, both signed by the log's own key: what somebody has written into the store by himself holds nothing and releases nothing. A service; for several
/// threads at once.
/// </summary>
/// <remarks>Who asks first after a start has all records read that the store has: an index could hide a hold. What is erased while a hold is being placed may be erased yet: it holds for whoever asks after it was recorded.</remarks>
public interface IAuditHolds
{
    /// <summary>Places a hold, as a record <c>audit.hold.placed</c>. One that is there already stays, also with the same id: what matches either of them is held. Whoever wants another in its place gives that an id of its own, places it, and then releases the first.</summary>
    /// <param name="hold">What must stay.</param>
    /// <param name="reason">Why, for the log. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The receipt of the record, when it is in the log: from then on it holds, also where another process has the log.</returns>
    /// <exception cref="AuditUnavailableException">It could not be recorded in time.</exception>
    /// <exception cref="ArgumentException">It has no id or no condition, or its range is empty.</exception>
    ValueTask<AuditReceipt> PlaceAsync(AuditHold hold, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Releases a hold, as a record <c>audit.hold.released</c>; where several were placed with the id, all of them, each by its own.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="reason">Why, for the log. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The receipt of the record, or of the last.</returns>
    /// <exception cref="ArgumentException">There is no such hold.</exception>
    ValueTask<AuditReceipt> ReleaseAsync(string id, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the holds that are not released.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The holds, in the order in which they were placed.</returns>
    ValueTask<IReadOnlyList<AuditHold>> ReadAsync(CancellationToken cancellationToken = default);
}
