using System.Globalization;
using Platform.Audit.Trees;

namespace Platform.Audit.Export.Delivery;

/// <summary>How far an exporter has come, and in which history: the root of the tree over what it has got rid of.</summary>
/// <param name="Next">The index of the first record that it has not.</param>
/// <param name="Root">The root over all before it.</param>
internal readonly record struct ExportCursor(long Next, TreeHash Root)
{
    private const string Header = "platform-audit-export 1";

    public static ExportCursor Start { get; } = new(0, TreeHash.Empty);

    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Header}\n{Next}\n{Convert.ToBase64String(Root.Bytes)}\n");

    public static bool TryRead(string text, out ExportCursor cursor)
    {
        cursor = default;
        Span<byte> root = stackalloc byte[TreeHash.Length + 1];
        if (text.Split('\n') is not [Header, var next, var hash, ""] || !long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || hash.Length != 44 || !Convert.TryFromBase64String(hash, root, out var length) || length != TreeHash.Length)
            return false;
        cursor = new ExportCursor(index, new TreeHash(root[..TreeHash.Length]));
        return true;
    }
}
