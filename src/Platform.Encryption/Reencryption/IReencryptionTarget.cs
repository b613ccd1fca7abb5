using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>A place where sealed values lie, or values of blind indexes: a column, a collection, a folder. <see cref="SealedColumnTarget"/> is one for columns of SQLite and PostgreSQL.</summary>
/// <remarks>
/// Others write while it works, so a value may be replaced only if it still is what was read: compare and set, never read and set. Nothing keeps the place where a
/// run has stopped, and nothing needs to: values that name a former key are what is left to do. Thread-safe.
/// </remarks>
public interface IReencryptionTarget
{
    /// <summary>What it is, such as "residents.email". Stands in logs and in the proof, of all tenants; each target has another.</summary>
    string Name { get; }

    /// <summary>Whether values of these keys are kept here. A scope of which no target says so has its values somewhere that nobody knows: it is not searched in the background, and no key of it is ever proved to be done with.</summary>
    /// <param name="scope">What the keys are for: a purpose or a subject.</param>
    /// <returns>Whether they are. Every target is searched and counted all the same, since values may be older than the answer.</returns>
    bool MayHold(KeyScope scope);

    /// <summary>Replaces the next values that name a former key by values of the newest of the same scope.</summary>
    /// <param name="keys">Which keys.</param>
    /// <param name="after">What the page before said of itself, or <see langword="null"/> for the first.</param>
    /// <param name="limit">How many values to read at most.</param>
    /// <param name="cancellationToken">Stops; the page is replaced or is not.</param>
    /// <returns>What was done.</returns>
    ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, ReencryptionPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the values that name each former key, those that do not open among them. What is written here becomes the proof: no estimate, nothing that a policy hides, and nothing from a replica that lags.</summary>
    /// <param name="keys">Which keys.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How many there are by key. A key that is left out is named by none.</returns>
    ValueTask<IReadOnlyDictionary<KeyId, long>> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken);
}
