namespace Platform.Audit.Checkpoints;

/// <summary>Is given every checkpoint once it is stored, to bring it to whoever holds on to it: a folder that is served, a mailbox, another company.</summary>
/// <remarks>Called by one at a time, with sizes that never fall. One that throws is given the next checkpoint; nothing waits for it but those who asked for <see cref="AuditAcknowledgement.Published"/>.</remarks>
public interface ICheckpointPublisher
{
    /// <summary>Publishes a checkpoint.</summary>
    /// <param name="checkpoint">The signed note.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it has left.</returns>
    ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);
}
