using Platform.Audit;

namespace Platform.Shared;

/// <summary>What a query of the audit log asks, as conditions on the table of an index. For the engines of Platform.Audit: both know <c>$1</c>, <c>$2</c> ….</summary>
internal sealed class SearchConditions
{
    private readonly List<string> _conditions = ["name IS NOT NULL"];

    private SearchConditions()
    {
    }

    /// <summary>The values of the parameters, in their order.</summary>
    public List<object> Values { get; } = [];

    /// <summary>What stands behind the name of the table.</summary>
    public string Text { get; private set; } = "";

    /// <param name="query">The query.</param>
    /// <param name="size">Only records before.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="isText">The condition that a column, <c>{1}</c>, is a text, with the number of its parameter for <c>{0}</c>.</param>
    /// <param name="words">The condition that all words stand there, with the number of its parameter for <c>{0}</c>, and what its value is.</param>
    public static SearchConditions Of(AuditQuery query, long size, int most, string isText, (string Condition, Func<IReadOnlyList<string>, object> Value) words)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = new SearchConditions();
        conditions.Add("idx < {0}", size);
        conditions.Add(isText, query.Actor, "actor");
        conditions.Add(isText, query.Target, "target");
        conditions.Add(isText, query.Tenant, "tenant");
        conditions.Add(isText, query.Correlation, "correlation");
        conditions.Add("outcome = {0}", query.Outcome is { } outcome ? (long)outcome : null);
        conditions.Add("recorded_at >= {0}", query.From is { } from ? Microseconds(from) : null);
        conditions.Add("recorded_at < {0}", query.Before is { } before ? Microseconds(before) : null);
        conditions.Add("idx > {0}", query.OldestFirst ? query.After : null);
        conditions.Add("idx < {0}", query.OldestFirst ? null : query.After);
        if (query.ActionPrefix is { } prefix)
        {
            conditions.Add("name >= {0}", prefix);
            // The sign after the dot: whatever begins so comes before it.
            conditions.Add("name < {0}", prefix[..^1] + "/");
        }
        else
        {
            conditions.Add("name = {0}", query.Action);
        }
        if (query.Words is [_, ..] all)
            conditions.Add(words.Condition, words.Value(all));
        conditions.Text = $"WHERE {string.Join(" AND ", conditions._conditions)} ORDER BY idx {(query.OldestFirst ? "" : "DESC ")}LIMIT {most}";
        return conditions;
    }

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private void Add(string condition, object? value, string column = "")
    {
        if (value is null)
            return;
        Values.Add(value);
        _conditions.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, $"${Values.Count}", column));
    }
}
