using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Streaming;

/// <summary>An object or array that is judged while it arrives: what has been seen of it.</summary>
internal sealed class OpenContainer(bool isObject, string pointer, OpenNode[] nodes, ScanLimits limits)
{
    /// <summary>Of longer names, which somebody sends to fill memory, a hash is kept that nobody can make equal for two.</summary>
    private const int LongestName = 128;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _longNames = [];

    public bool IsObject => isObject;

    public uint Kind => isObject ? TapeKind.Object : TapeKind.Array;

    public byte Bracket => (byte)(isObject ? '{' : '[');

    public byte ClosingBracket => (byte)(isObject ? '}' : ']');

    public string Pointer => pointer;

    /// <summary>What judges it: all of these have to let it in.</summary>
    public OpenNode[] Nodes => nodes;

    /// <summary>What holds for a part of it with brackets of its own around.</summary>
    public ScanLimits Limits => limits;

    /// <summary>How many members or items have been judged, or begun to be.</summary>
    public int Count { get; set; }

    /// <summary>Whether a comma came last.</summary>
    public bool AwaitsValue { get; set; }

    /// <summary>Whether a value came last that was judged in parts, so that a comma or the end is due.</summary>
    public bool AwaitsSeparator { get; set; }

    /// <summary>Whether names came in a part before.</summary>
    public bool HasNames => _names.Count > 0 || _longNames.Count > 0;

    /// <summary>Remembers a name.</summary>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(string name)
    {
        if (name.Length <= LongestName)
            return _names.Add(name);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan()), hash);
        return _longNames.Add(MemoryMarshal.Read<UInt128>(hash));
    }

    public string PointerOf(int item) => FormattableString.Invariant($"{pointer}/{item}");

    public string PointerOf(string name) => pointer.Length > FailureText.MaxLength
        ? pointer
        : $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

/// <summary>A node that applies to an object or array, and how deep it lies in the evaluation.</summary>
/// <param name="Id">The node.</param>
/// <param name="Depth">How many nodes enclose it.</param>
/// <param name="Seen">Bits of the tracked names.</param>
internal readonly record struct OpenNode(int Id, int Depth, ulong[] Seen);
