namespace Platform.Validation.DataSets;

/// <summary>Takes every row that breaks a rule, as it is found: all of them, not the first twenty.</summary>
public interface IFailedRowSink
{
    /// <summary>Takes rows.</summary>
    /// <param name="rows">The rows, in their order; the list is used again after the call.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>A task.</returns>
    ValueTask WriteAsync(IReadOnlyList<FailedRow> rows, CancellationToken cancellationToken);

    /// <summary>Makes what was written last, before a checkpoint, and says where that ends.</summary>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>The place, for <see cref="RestoreAsync"/>.</returns>
    ValueTask<string> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what was written after a place: the run died after it, and will write it again.</summary>
    /// <param name="place">What <see cref="FlushAsync"/> said.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A task.</returns>
    ValueTask RestoreAsync(string place, CancellationToken cancellationToken);
}
