using System.Text;

namespace Platform.Validation.Schema.Patterns;

/// <summary>All code points, divided into classes of which a pattern tells no member from another.</summary>
internal sealed class CharacterClasses
{
    private readonly ushort[] _ascii = new ushort[128];
    private readonly int[] _starts;
    private readonly ushort[] _classes;

    private CharacterClasses(int[] starts, ushort[] classes, int[] members)
    {
        (_starts, _classes, Members) = (starts, classes, members);
        for (var c = 0; c < _ascii.Length; c++)
            _ascii[c] = (ushort)Find(c);
    }

    /// <summary>One code point of each class; the number of a class is its place.</summary>
    public int[] Members { get; }

    public int Count => Members.Length;

    /// <summary>The classes that some sets make.</summary>
    /// <param name="sets">The sets, each once.</param>
    /// <param name="most">More classes are not made.</param>
    /// <returns>The classes, or <see langword="null"/> where they are too many.</returns>
    public static CharacterClasses? TryCreate(IReadOnlyList<CodePointSet> sets, int most)
    {
        var edges = new List<(int At, int Set)>();
        for (var set = 0; set < sets.Count; set++)
        {
            foreach (var (first, last) in sets[set].Ranges)
            {
                edges.Add((first, set));
                edges.Add((last + 1, set));
            }
        }
        edges.Sort();

        // Which sets hold the code points that come now.
        var holding = new ulong[(sets.Count + 63) >> 6];
        var numbers = new Dictionary<ulong[], ushort>(SequenceComparer<ulong>.Instance);
        List<int> starts = [], members = [];
        List<ushort> classes = [];
        for (int at = 0, edge = 0; at <= CodePointSet.Most; at = edge < edges.Count ? edges[edge].At : int.MaxValue)
        {
            for (; edge < edges.Count && edges[edge].At == at; edge++)
                holding[edges[edge].Set >> 6] ^= 1ul << (edges[edge].Set & 63);
            if (!numbers.TryGetValue(holding, out var number))
            {
                if (numbers.Count == most)
                    return null;
                number = (ushort)numbers.Count;
                numbers.Add([.. holding], number);
                members.Add(at);
            }
            starts.Add(at);
            classes.Add(number);
        }
        return new CharacterClasses([.. starts], [.. classes], [.. members]);
    }

    /// <summary>The class of the character that begins at a place of valid UTF-8, and moves behind it.</summary>
    public int Take(ReadOnlySpan<byte> utf8, ref int at)
    {
        var first = utf8[at];
        if (first < 0x80)
        {
            at++;
            return _ascii[first];
        }
        Rune.DecodeFromUtf8(utf8[at..], out var rune, out var length);
        at += length;
        return Find(rune.Value);
    }

    private int Find(int codePoint)
    {
        var place = Array.BinarySearch(_starts, codePoint);
        return _classes[place >= 0 ? place : ~place - 1];
    }
}
