using System.Text;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Search;

/// <summary>What of a record goes into an index, and whether a record is what was looked for.</summary>
internal static class IndexEntries
{
    /// <summary>Of bytes that are no record nothing can be found.</summary>
    public static AuditIndexEntry Of(long index, ReadOnlySpan<byte> bytes)
    {
        if (!AuditRecord.TryRead(bytes, out var record))
            return new AuditIndexEntry(index, 0, null, null, null, AuditOutcome.Unknown, null, null, "");
        var recorded = RecordHeader.Recorded(bytes);
        if (record.Kind != AuditRecordKind.Event)
            return new AuditIndexEntry(index, recorded, null, null, null, AuditOutcome.Unknown, null, null, "");
        var words = new SortedSet<string>(StringComparer.Ordinal);
        var name = Encoding.UTF8.GetString(record.Name);
        SearchWords.Add(words, name);
        string? actor = null, target = null, tenant = null, correlation = null;
        var outcome = AuditOutcome.Unknown;
        foreach (var value in record.Fields)
        {
            if (value.Field == AuditField.Outcome)
                outcome = (AuditOutcome)value.Integer;
            if (value.Kind != AuditValueKind.Text)
                continue;
            var text = Encoding.UTF8.GetString(value.Bytes);
            SearchWords.Add(words, text);
            switch (value.Field)
            {
                case AuditField.Actor:
                    actor = text;
                    break;
                case AuditField.Target:
                    target = text;
                    break;
                case AuditField.Tenant:
                    tenant = text;
                    break;
                case AuditField.Correlation:
                    correlation = text;
                    break;
                default:
                    break;
            }
        }
        return new AuditIndexEntry(index, recorded, name, actor, target, outcome, tenant, correlation, string.Join(' ', words));
    }

    /// <summary>Whether an event is what a query looks for. It is what indices are measured by.</summary>
    public static bool Matches(AuditQuery query, AuditIndexEntry entry) =>
        entry.Name is not null
        && (query.Actor is null || query.Actor == entry.Actor) && (query.Target is null || query.Target == entry.Target)
        && (query.Tenant is null || query.Tenant == entry.Tenant) && (query.Correlation is null || query.Correlation == entry.Correlation)
        && (query.Outcome is null || query.Outcome == entry.Outcome)
        && (query.ActionPrefix is { } prefix ? entry.Name.StartsWith(prefix, StringComparison.Ordinal) : query.Action is null || query.Action == entry.Name)
        && (query.From is not { } from || entry.RecordedAt >= RecordHeader.Microseconds(from)) && (query.Before is not { } before || entry.RecordedAt < RecordHeader.Microseconds(before))
        && (query.Text is null || IsSubset(query.Words, entry.Words));

    private static bool IsSubset(IReadOnlyList<string> words, string of)
    {
        var all = of.Split(' ').ToHashSet(StringComparer.Ordinal);
        return words.All(all.Contains);
    }
}
