using System.Runtime.InteropServices;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// Makes an automaton of a pattern whose states are the places in it that take a character (V. M. Glushkov, "The abstract theory of
/// automata", 1961). A repetition with numbers is written out. What matches without a character says only between which characters it
/// does, and so decides which places follow on which.
/// </summary>
internal sealed class GlushkovConstruction
{
    /// <summary>More than this is given up while it is made, so that what cannot be used costs little.</summary>
    private const int MostEdges = 1 << 18;

    private readonly bool _hasBoundaries;
    private readonly int _mostPositions;
    private readonly List<CodePointSet> _sets = [];
    private readonly Dictionary<CodePointSet, (CodePointSet Words, CodePointSet Others)> _divided = [];
    private readonly List<Side> _sides = [];
    private readonly List<List<int>> _followers = [];
    private int _edges;
    private long _looks;
    private bool _isTooLarge;

    private GlushkovConstruction(bool hasBoundaries, int mostPositions) => (_hasBoundaries, _mostPositions) = (hasBoundaries, mostPositions);

    /// <summary>The characters of each position.</summary>
    public IReadOnlyList<CodePointSet> Sets => _sets;

    /// <summary>Whether the characters of each position are those of words, where the pattern asks.</summary>
    public IReadOnlyList<Side> Sides => _sides;

    public bool HasBoundaries => _hasBoundaries;

    /// <summary>The whole pattern.</summary>
    public Fragment Whole { get; private set; } = Fragment.Nothing(0);

    /// <summary>Builds the positions of a pattern that looks neither around nor back.</summary>
    /// <param name="node">The pattern.</param>
    /// <param name="mostPositions">With more it is not built.</param>
    /// <returns>The positions, or <see langword="null"/> where they would be too many.</returns>
    /// <param name="work">Takes what building them costs, also where they are too many.</param>
    public static GlushkovConstruction? TryCreate(EcmaNode node, int mostPositions, PatternWork work)
    {
        var construction = new GlushkovConstruction(node.Has<EcmaNode.WordBoundary>(), mostPositions);
        construction.Whole = construction.Build(node);
        // Each edge is looked at some times more when it is put in order and grouped.
        work.Spend(construction._sets.Count + (construction._edges >> 2));
        work.Look(construction._looks);
        if (construction._isTooLarge)
            return null;
        foreach (var followers in construction._followers)
            Tidy(followers);
        return construction;
    }

    /// <summary>The positions that can take the next character behind one.</summary>
    public ReadOnlySpan<int> FollowersOf(int position) => CollectionsMarshal.AsSpan(_followers[position]);

    /// <summary>In their order, and each once.</summary>
    private static void Tidy(List<int> followers)
    {
        followers.Sort();
        var kept = 0;
        foreach (var follower in CollectionsMarshal.AsSpan(followers))
        {
            if (kept == 0 || follower != followers[kept - 1])
                followers[kept++] = follower;
        }
        followers.RemoveRange(kept, followers.Count - kept);
    }

    private Fragment Build(EcmaNode node) => node switch
    {
        EcmaNode.Set set => BuildSet(set.Members),
        EcmaNode.Sequence sequence => sequence.Items.Aggregate(Fragment.Nothing(Gap.Any), (all, item) => Concatenate(all, Build(item))),
        EcmaNode.Alternatives alternatives => alternatives.Choices.Select(Build).Aggregate(Unite),
        EcmaNode.Repeat repeat => BuildRepeat(repeat),
        EcmaNode.Group group => Build(group.Item),
        EcmaNode.Start => Fragment.Nothing(Gap.AtStart),
        EcmaNode.End => Fragment.Nothing(Gap.AtEnd),
        EcmaNode.WordBoundary boundary => Fragment.Nothing(boundary.Negated ? Gap.Any & ~Gap.AtWordBoundary : Gap.AtWordBoundary),
        _ => throw new ArgumentException($"{node.GetType().Name} is not regular.", nameof(node)),
    };

    /// <summary>
    /// Where a pattern asks for the bounds of words, a position takes either characters of words or others, so that each edge is decided here.
    /// </summary>
    private Fragment BuildSet(CodePointSet members)
    {
        if (!_hasBoundaries)
            return Position(members, Side.Other);
        // A repetition that is written out asks for the same set again and again.
        if (!_divided.TryGetValue(members, out var halves))
            _divided[members] = halves = (members.Intersect(CodePointSet.WordCharacters), members.Intersect(CodePointSet.WordCharacters.Complement()));
        return Unite(Position(halves.Words, Side.Word), Position(halves.Others, Side.Other));
    }

    private Fragment Position(CodePointSet members, Side side)
    {
        var number = _sets.Count;
        if (_isTooLarge |= number >= _mostPositions)
            return Fragment.Nothing(0);
        _sets.Add(members);
        _sides.Add(side);
        _followers.Add([]);
        return new Fragment(0, [new(number, Gap.Any)], [new(number, Gap.Any)]);
    }

    private Fragment BuildRepeat(EcmaNode.Repeat repeat)
    {
        var copies = repeat.Most < 0 ? Math.Max(repeat.Least, 1) : repeat.Most;
        if (copies == 0)
            return Fragment.Nothing(Gap.Any);
        List<Fragment> parts = [Build(repeat.Item)];
        if (parts[0].First.Count == 0)
            return Fragment.Nothing(repeat.Least == 0 ? Gap.Any : parts[0].Empty);
        while (parts.Count < copies && !_isTooLarge)
            parts.Add(Build(repeat.Item));

        // One within the other, from the last: a(a(a)?)? has an edge from each to the next, where a?a?a? has one from each to all.
        var whole = parts[^1];
        if (repeat.Most < 0)
            Connect(whole.Last, whole.First);
        for (var at = parts.Count - 1; ; at--)
        {
            if (at >= repeat.Least)
                whole = whole with { Empty = Gap.Any };
            if (at == 0)
                return whole;
            whole = Concatenate(parts[at - 1], whole);
        }
    }

    private Fragment Concatenate(Fragment left, Fragment right)
    {
        Connect(left.Last, right.First);
        AddThrough(left.First, right.First, left.Empty);
        AddThrough(right.Last, left.Last, right.Empty);
        return new Fragment(left.Empty & right.Empty, left.First, right.Last);
    }

    private static Fragment Unite(Fragment left, Fragment right)
    {
        left.First.AddRange(right.First);
        left.Last.AddRange(right.Last);
        return left with { Empty = left.Empty | right.Empty };
    }

    /// <summary>Adds what is reached through something that takes no character.</summary>
    private void AddThrough(List<Reach> all, List<Reach> more, int gaps)
    {
        if (gaps == 0)
            return;
        _looks += more.Count;
        foreach (var reach in more)
        {
            if ((reach.Gaps & gaps) != 0)
                all.Add(reach with { Gaps = reach.Gaps & gaps });
        }
    }

    private void Connect(List<Reach> from, List<Reach> to)
    {
        foreach (var left in from)
        {
            _looks += to.Count;
            foreach (var right in to)
            {
                if (!Gap.Holds(left.Gaps & right.Gaps, _sides[left.Position], _sides[right.Position]))
                    continue;
                if (_isTooLarge |= ++_edges > MostEdges)
                    return;
                _followers[left.Position].Add(right.Position);
            }
        }
    }

    /// <summary>A position that can be the first or the last of something, and in which gaps before or behind it.</summary>
    internal readonly record struct Reach(int Position, int Gaps);

    /// <summary>A part of a pattern.</summary>
    /// <param name="Empty">The gaps in which it matches without a character.</param>
    /// <param name="First">The positions that take its first character.</param>
    /// <param name="Last">Those that take its last.</param>
    internal readonly record struct Fragment(int Empty, List<Reach> First, List<Reach> Last)
    {
        public static Fragment Nothing(int gaps) => new(gaps, [], []);
    }
}
