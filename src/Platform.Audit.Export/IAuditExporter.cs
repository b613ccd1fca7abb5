namespace Platform.Audit.Export;

/// <summary>Gives records to another system.</summary>
/// <remarks>
/// Called by one loop of its own, with one batch after another, in the order of the log. What throws is given again, for as long as it takes, and nothing after it is given before: so a record may
/// arrive twice, and never is one left out. Every record has a number by which a receiver can tell.
/// </remarks>
public interface IAuditExporter
{
    /// <summary>What it is called: its cursor, its telemetry and its log lines bear the name. Small letters, digits and <c>-</c>, at most 40.</summary>
    string Name { get; }

    /// <summary>Gives a batch.</summary>
    /// <param name="records">Records that follow each other. Their memory is used again after the call.</param>
    /// <param name="cancellationToken">Ends the attempt, when it takes too long and when the host stops.</param>
    /// <returns>A task that ends when the other system has all of them for good.</returns>
    /// <exception cref="AuditExportException">It did not take them, and says when to come again.</exception>
    ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken);
}
