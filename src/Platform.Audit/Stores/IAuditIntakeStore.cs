namespace Platform.Audit.Stores;

/// <summary>A store in whose database others have transactions: it has a table in which these leave events, the intake.</summary>
/// <remarks>
/// <para>What such a store promises beside what <see cref="IAuditStore"/> says:</para>
/// <list type="bullet">
/// <item><see cref="IAuditStore.CommitAsync"/> deletes the rows of <see cref="AuditBatch.Intake"/> in the transaction that adds their records. Where one of them is gone, it
/// adds nothing (<see cref="AuditFencedException"/>): so a row is recorded once, whoever has read it.</item>
/// <item>Rows are found because they are there, never by counting on from the last one: a transaction that began early and commits late is not skipped.</item>
/// <item>Of two transactions of which one saw what the other wrote, or waited for it, the rows of the other come first.</item>
/// </list>
/// </remarks>
public interface IAuditIntakeStore : IAuditStore
{
    /// <summary>The statement that inserts a row: its one parameter is <c>@record</c>.</summary>
    string InsertIntake { get; }

    /// <summary>Reads rows that were committed and not yet recorded, in their order. Called by who has the log.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync(int most, CancellationToken cancellationToken);
}
