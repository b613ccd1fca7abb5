using Platform.Audit.Text;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Checkpoints;

/// <summary>What a log says about itself at one moment (C2SP tlog-checkpoint), as it stands in the text of a note.</summary>
/// <remarks>It means nothing until the note is verified; <see cref="CheckpointPolicy.Verify"/> does both.</remarks>
public readonly ref struct CheckpointView
{
    private CheckpointView(ReadOnlySpan<byte> origin, long size, TreeHash root, ReadOnlySpan<byte> extensions)
    {
        Origin = origin;
        Size = size;
        Root = root;
        Extensions = extensions;
    }

    /// <summary>Which log this is, in UTF-8.</summary>
    public ReadOnlySpan<byte> Origin { get; }

    /// <summary>How many records it has.</summary>
    public long Size { get; }

    /// <summary>The root of the Merkle tree over them.</summary>
    public TreeHash Root { get; }

    /// <summary>The extension lines, each with its newline; empty as a rule. They mean what the log says they mean.</summary>
    public ReadOnlySpan<byte> Extensions { get; }

    /// <summary>Reads the text of a note, strictly: origin, size, root, each on its line, then lines that are not empty.</summary>
    /// <param name="text">The text, with its last newline.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>Whether it was one. An empty tree has the root of an empty tree.</returns>
    [HotPath]
    public static bool TryParse(ReadOnlySpan<byte> text, out CheckpointView checkpoint)
    {
        checkpoint = default;
        var lines = new Lines(text);
        if (!lines.TryRead(out var origin) || origin.IsEmpty
            || !lines.TryRead(out var sizeText) || !CanonicalDecimal.TryParse(sizeText, out var size)
            || !lines.TryRead(out var rootText) || !TreeHash.TryParse(rootText, out var root)
            || (size == 0 && root != TreeHash.Empty))
        {
            return false;
        }
        var extensions = lines.Rest;
        while (lines.TryRead(out var extension))
        {
            if (extension.IsEmpty)
                return false;
        }
        if (!lines.Rest.IsEmpty)
            return false;
        checkpoint = new CheckpointView(origin, size, root, extensions);
        return true;
    }
}
