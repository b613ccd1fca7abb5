using Platform.Audit.Intake;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Omissions;

/// <summary>
/// What processes without the log have left for it, as the store has counted it in the transactions that left it. Whoever takes rows out of the intake before they are taken up leaves no gap in the log where they were the
/// last ones, or all that there were.
/// </summary>
internal sealed class LeftBehind
{
    private const int Page = 256;

    private readonly Dictionary<long, long> _left;
    private readonly Dictionary<long, long> _waiting = [];

    private LeftBehind(IReadOnlyDictionary<long, long> left) => _left = new Dictionary<long, long>(left);

    /// <summary>Reads first what was left, then what waits: what is in neither then is in the log.</summary>
    public static async ValueTask<LeftBehind> ReadAsync(IAuditInspectedStore store, CancellationToken cancellationToken)
    {
        var behind = new LeftBehind(await store.ReadProducersAsync(cancellationToken).ConfigureAwait(false));
        if (behind._left.Count == 0)
            return behind;
        for (var after = long.MinValue; await store.ReadIntakeRowsAsync(after, Page, cancellationToken).ConfigureAwait(false) is { Count: > 0 } rows; after = rows[^1].Id)
        {
            foreach (var row in rows.Where(static row => row.IsRelayed && AuditIntakeRecord.IsRelayed(row.Record.Span, policy: null)))
                behind.Wait(RecordHeader.Producer(row.Record.Span), RecordHeader.Sequence(row.Record.Span));
        }
        return behind;
    }

    /// <summary>Adds what has not arrived.</summary>
    public AuditOmissionReport AddTo(AuditOmissionReport report, DateTimeOffset now, bool isFromTheBeginning = true)
    {
        List<AuditOmission> omissions = [.. report.Omissions];
        foreach (var (producer, left) in _left)
        {
            var known = report.Producers.FirstOrDefault(each => each.Producer == producer);
            var arrived = Math.Max(known?.LastSequence ?? 0, _waiting.GetValueOrDefault(producer));
            // Of whom nothing is there, all may have been in what was dropped.
            if (arrived < left && (arrived > 0 || isFromTheBeginning))
                omissions.Add(new AuditOmission(AuditOmissionKind.NotArrived, producer, arrived + 1, left, known?.LastRecordedAt ?? DateTimeOffset.MinValue, now));
        }
        return report with { Omissions = omissions };
    }

    private void Wait(long producer, long sequence) => _waiting[producer] = Math.Max(sequence, _waiting.GetValueOrDefault(producer));
}
