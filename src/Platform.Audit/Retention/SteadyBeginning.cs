using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Reads a log from its beginning, which may be dropped meanwhile: records that were there when it began are then missing, and nobody has taken them away. So what is found is judged anew where the beginning has moved,
/// with what the log has signed of that. Every time at least one partition has gone, so it has an end.
/// </summary>
public static class SteadyBeginning
{
    /// <summary>Reads how the log stands, and then the log.</summary>
    /// <typeparam name="T">What is found.</typeparam>
    /// <param name="readState">Reads how it stands.</param>
    /// <param name="read">Reads the log, as it stood.</param>
    /// <param name="isGood">Whether nothing is missing: then nobody looks again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found while the beginning stayed, or is good.</returns>
    public static async ValueTask<T> ReadAsync<T>(
        Func<CancellationToken, ValueTask<AuditStoreState>> readState, Func<AuditStoreState, ValueTask<T>> read, Func<T, bool> isGood, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(readState);
        return await ReadAsync(await readState(cancellationToken).ConfigureAwait(false), readState, read, isGood, cancellationToken).ConfigureAwait(false);
    }

    internal static async ValueTask<T> ReadAsync<T>(
        AuditStoreState state, Func<CancellationToken, ValueTask<AuditStoreState>> readState, Func<AuditStoreState, ValueTask<T>> read, Func<T, bool> isGood, CancellationToken cancellationToken)
    {
        while (true)
        {
            AuditStoreState now;
            try
            {
                var found = await read(state).ConfigureAwait(false);
                if (isGood(found) || !HasMoved(now = await readState(cancellationToken).ConfigureAwait(false)))
                    return found;
            }
            catch (Exception exception) when (exception is AuditIntegrityException or TileException)
            {
                if (!HasMoved(now = await readState(cancellationToken).ConfigureAwait(false)))
                    throw;
            }
            state = now;
        }

        bool HasMoved(AuditStoreState now) => now.KeptFrom > state.KeptFrom;
    }
}
