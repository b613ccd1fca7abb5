using System.Diagnostics.CodeAnalysis;
using Platform.Audit.Checkpoints;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Trees;

namespace Platform.Audit.Inspection;

/// <summary>
/// Reads everything that a store keeps, and compares it with each other and with a checkpoint: records with their hashes, hashes with nodes, both with every
/// root that was stored with a transaction, contents of personal
/// fields with what records have committed to, what waits with its form, the index with what it was made from. It names all that does not fit, where
/// <see cref="IAuditReader.VerifyAsync"/> names what comes first.
/// </summary>
/// <remarks>
/// What has nothing to be compared with cannot be found: the number of the epoch, and what a row of the intake says, which nobody has signed yet. A log may
/// grow meanwhile. For several threads at once, if the store is.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="policy">Whom to believe about the checkpoint; <see langword="null"/>: its signature is not verified, only that the records are those it
/// speaks of.</param>
public sealed class AuditStoreInspector(IAuditInspectedStore store, CheckpointPolicy? policy = null)
{
    /// <summary>Opens sealed contents of personal fields.</summary>
    /// <value><see langword="null"/>: nothing opens them.</value>
    public IAuditContentProtector? Protector { get; init; }

    /// <summary>Whether contents may be sealed that cannot be opened here. They are counted, and not judged.</summary>
    /// <value><see langword="false"/>: each is a finding.</value>
    public bool AcceptsSealed { get; init; }

    /// <summary>
    /// How long records may be there that no checkpoint speaks of, where there is a policy. A checkpoint that was taken away, or put back to an earlier one,
    /// leaves them behind it, and nothing verifies those.
    /// </summary>
    /// <value>Five minutes: a log signs each second, unless <see cref="PlatformAuditOptions.CheckpointInterval"/> says otherwise.</value>
    public TimeSpan MaxUnsigned { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock by which that is told.</summary>
    /// <value>That of the machine.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Inspects the store. It may be called again, and then begins anew.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="AuditContentUnavailableException">A sealed content cannot be opened for now, so nothing is known of it.</exception>
    public ValueTask<AuditInspection> InspectAsync(CancellationToken cancellationToken = default) => SteadyBeginning.ReadAsync(
        TryReadStateAsync,
        _ => new StoreInspection(store, policy, Protector, AcceptsSealed, MaxUnsigned, Time).InspectAsync(cancellationToken),
        static found => found.Findings.Count == 0,
        cancellationToken);

    /// <summary>What cannot be read is a finding, and no reason to look again.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an engine throws of a damaged table.")]
    private async ValueTask<AuditStoreState> TryReadStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new AuditStoreState(0, 0, TreeHash.Empty, DateTimeOffset.MinValue, default);
        }
    }
}
