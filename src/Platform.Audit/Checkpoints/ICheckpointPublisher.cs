namespace Platform.Audit.Checkpoints;

/// <summary>
/// Is given every checkpoint once it is stored, to bring it to whoever holds on to it: a folder that is served, a mailbox, another company. One that
/// witnesses have cosigned comes again.
/// </summary>
/// <remarks>
/// Called by one at a time, with sizes that never fall; what comes while it is at work is left out but for the last. One that throws, or takes longer than
/// <see cref="PlatformAuditOptions.Deadline"/>, is
/// given the newest checkpoint after a pause. Neither the log nor another publisher waits for it: only those who asked for
/// <see cref="AuditAcknowledgement.Published"/> do.
/// </remarks>
public interface ICheckpointPublisher
{
    /// <summary>Publishes a checkpoint.</summary>
    /// <param name="checkpoint">The signed note.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it has left.</returns>
    ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);
}
