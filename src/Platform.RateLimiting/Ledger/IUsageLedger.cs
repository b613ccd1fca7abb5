namespace Platform.RateLimiting;

/// <summary>What consumers have used, as the ledger has it. Thread-safe.</summary>
public interface IUsageLedger
{
    /// <summary>How the ledger names a consumer.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Its name: as <see cref="RateLimitKey.ToString"/> writes it, where different keys have different names. Of an API key 128 bits of its SHA-256 are in it, not the key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    string ConsumerOf(in RateLimitKey key);

    /// <summary>Sums up usage.</summary>
    /// <param name="query">What to sum up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The sums, by policy, consumer and time.</returns>
    /// <remarks>
    /// Usage is kept in slices of an hour (UTC), cut where a window of a quota begins or ends: a period that consists of whole hours or of whole
    /// windows is summed up exactly. What was rolled up is kept by days. What was used of leases appears when it is reported.
    /// </remarks>
    ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads usage for export, a page at a time. Reading again after the same cursor gives the same events, with the same identifiers.</summary>
    /// <param name="after">The cursor of the page before; 0 begins.</param>
    /// <param name="most">How many events to read at most, 1 to 10,000.</param>
    /// <param name="includeOpen">Whether to close the slices of the running hour too: what is used later in it follows as further events.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page. The sum of all events is what was admitted and settled, exactly.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative, <paramref name="most"/> is out of its range, or events after <paramref name="after"/> were rolled up and cannot be read any more.</exception>
    ValueTask<UsageExport> ExportAsync(long after = 0, int most = 1_000, bool includeOpen = false, CancellationToken cancellationToken = default);

    /// <summary>Sums up old slices into days (UTC), and forgets them, and old windows.</summary>
    /// <param name="before">What ended before this day of UTC goes.</param>
    /// <param name="exportedThrough">The cursor up to which events were exported: none after it goes. <see cref="long.MaxValue"/> where nothing is exported.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many slices were summed up.</returns>
    ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken = default);

    /// <summary>Writes what this process used of leases, and what it admitted while the ledger did not answer.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the ledger has it; <see langword="false"/> when it does not answer.</returns>
    ValueTask<bool> FlushAsync(CancellationToken cancellationToken = default);
}
