using System.Globalization;
using System.Text;
using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Checkpoints;

/// <summary>A checkpoint to be signed (C2SP tlog-checkpoint): which log, how many records, and the root of the tree over them.</summary>
/// <remarks>A log never signs two that are not consistent: whoever has the first would prove the second false.</remarks>
public sealed class Checkpoint
{
    private readonly IReadOnlyList<string> _extensions = [];

    /// <summary>Describes a log at one moment.</summary>
    /// <param name="origin">Which log this is: best a URL without a scheme, and the name of the log's key.</param>
    /// <param name="size">How many records it has.</param>
    /// <param name="root">The root of the Merkle tree over them.</param>
    /// <exception cref="ArgumentException">
    /// The origin is empty or has control characters, or an empty tree has another root than <see cref="TreeHash.Empty"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public Checkpoint(string origin, long size, TreeHash root)
    {
        RequireLine(origin, nameof(origin));
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size == 0 && root != TreeHash.Empty)
            throw new ArgumentException("The root of an empty tree is TreeHash.Empty.", nameof(root));
        (Origin, Size, Root) = (origin, size, root);
    }

    /// <summary>Which log this is.</summary>
    public string Origin { get; }

    /// <summary>How many records it has.</summary>
    public long Size { get; }

    /// <summary>The root of the Merkle tree over them.</summary>
    public TreeHash Root { get; }

    /// <summary>Lines after the root. Not recommended: nobody can audit them.</summary>
    /// <value>None.</value>
    /// <exception cref="ArgumentException">One is empty or has control characters.</exception>
    public IReadOnlyList<string> Extensions
    {
        get => _extensions;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var line in value)
                RequireLine(line, nameof(value));
            _extensions = [.. value];
        }
    }

    /// <summary>The text of the note.</summary>
    /// <returns>UTF-8, with its last newline.</returns>
    public byte[] ToText()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");
        return Encoding.UTF8.GetBytes(text + string.Concat(Extensions.Select(line => line + "\n")));
    }

    /// <summary>Signs the checkpoint.</summary>
    /// <param name="signers">The key of the log. While it is replaced, the old and the new one: who trusts either can verify.</param>
    /// <returns>The signed note.</returns>
    /// <exception cref="ArgumentException">There is no key, or one twice.</exception>
    public byte[] Sign(params ReadOnlySpan<NoteSigner> signers) => SignedNote.Sign(ToText(), signers);

    private static void RequireLine(string line, string parameter)
    {
        ArgumentNullException.ThrowIfNull(line, parameter);
        var isWellFormed = line.Length > 0 && !line.Any(char.IsControl) && !line.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
        if (!isWellFormed)
            throw new ArgumentException("A line of a checkpoint is not empty, has no control characters, and is well-formed Unicode.", parameter);
    }
}
