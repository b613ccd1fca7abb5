using System.Text;
using Platform.Audit.Records;

namespace Platform.Audit.Retention;

/// <summary>How long records are kept, by the names of their events.</summary>
internal sealed class RetentionClasses
{
    private readonly Dictionary<string, TimeSpan> _names = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, TimeSpan Kept)> _prefixes = [];
    private readonly TimeSpan? _otherwise;

    public RetentionClasses(IEnumerable<KeyValuePair<string, TimeSpan>> classes, TimeSpan? otherwise)
    {
        _otherwise = otherwise;
        foreach (var (name, kept) in classes)
        {
            Shortest = Shortest is { } shortest && shortest < kept ? shortest : kept;
            if (name.EndsWith(".*", StringComparison.Ordinal))
                _prefixes.Add((name[..^1], kept));
            else
                _names.Add(name, kept);
        }
        if (otherwise is { } rest && !(Shortest <= rest))
            Shortest = rest;
        _prefixes.Sort(static (one, other) => other.Prefix.Length.CompareTo(one.Prefix.Length));
    }

    /// <summary>The shortest of all; <see langword="null"/> where everything is kept for ever.</summary>
    public TimeSpan? Shortest { get; }

    /// <summary>How long a record is kept; <see langword="null"/>: for ever. What is no event says nothing of anybody, and keeps nothing.</summary>
    public TimeSpan? Of(AuditRecord record) => record.Kind == AuditRecordKind.Event ? Of(Encoding.UTF8.GetString(record.Name)) : TimeSpan.Zero;

    /// <summary>The whole name counts before a beginning of it, and a longer beginning before a shorter one.</summary>
    public TimeSpan? Of(string name)
    {
        if (_names.TryGetValue(name, out var kept))
            return kept;
        foreach (var (prefix, keptAll) in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return keptAll;
        }
        return _otherwise;
    }
}
