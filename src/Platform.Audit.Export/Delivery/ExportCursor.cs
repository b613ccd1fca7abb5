using Platform.Audit.Trees;

namespace Platform.Audit.Export.Delivery;

/// <summary>
/// How far an exporter has come, and in which history: the right edge of the tree over what it has got rid of. Made from the bytes that were given and from
/// nothing that stands beside them, so it vouches for nothing else.
/// </summary>
internal sealed class ExportCursor
{
    private const string Header = "platform-audit-export 2";

    private readonly byte[] _frontier;

    private ExportCursor(TreeFrontier frontier)
    {
        (Next, Root) = (frontier.Size, frontier.Root);
        _frontier = new byte[frontier.WrittenLength];
        frontier.Write(_frontier);
    }

    public static ExportCursor Start { get; } = new(new TreeFrontier());

    /// <summary>The index of the first record that it has not got rid of.</summary>
    public long Next { get; }

    /// <summary>The root over all before it.</summary>
    public TreeHash Root { get; }

    /// <summary>Where it stands once these have arrived.</summary>
    public ExportCursor Behind(IReadOnlyList<AuditExportRecord> records)
    {
        var frontier = TreeFrontier.TryRead(_frontier, out var read) ? read : throw new InvalidOperationException("A cursor holds a frontier.");
        foreach (var record in records)
            frontier.Append(TreeHasher.HashLeaf(record.Record.Span));
        return new ExportCursor(frontier);
    }

    public string Write() => $"{Header}\n{Convert.ToBase64String(_frontier)}\n";

    public static bool TryRead(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ExportCursor? cursor)
    {
        cursor = null;
        if (text.Split('\n') is not [Header, var written, ""])
            return false;
        var bytes = new byte[written.Length];
        if (!Convert.TryFromBase64String(written, bytes, out var length) || !TreeFrontier.TryRead(bytes.AsSpan(0, length), out var frontier))
            return false;
        cursor = new ExportCursor(frontier);
        return true;
    }
}
