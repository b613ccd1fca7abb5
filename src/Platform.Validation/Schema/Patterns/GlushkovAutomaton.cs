using System.Numerics;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// Matches a pattern that looks neither around nor back on UTF-8, without backtracking: the places of the pattern that the text so far can
/// have reached are bits, and each character moves all of them at once (G. Navarro and M. Raffinot, "Flexible pattern matching in strings", 2002, chapter 5).
/// </summary>
/// <remarks>
/// Nothing is built while texts are matched. What a text costs is counted by the words that are moved, and so is the same whoever asked
/// before and whatever else the machine does.
/// </remarks>
internal sealed class GlushkovAutomaton : PatternMatcher
{
    /// <summary>Words of memory for one pattern: half a megabyte, and an eighth of it where a stranger writes as many patterns as fit into a schema.</summary>
    private const int MostCells = 1 << 16;
    private const int MostCellsOfStrangers = 1 << 13;

    private const int MostPositions = 1 << 14;
    private const int MostPositionsOfStrangers = 1 << 12;

    /// <summary>So much work is one step.</summary>
    private const int WorkBits = 4;

    private const int WorkOfCharacter = 2;
    private const int WorkBetweenLooks = 1 << 12;

    private readonly CharacterClasses _classes;
    private readonly Side[] _sides;
    private readonly int _words;
    private readonly int _empty;
    private readonly bool _endsEarly;

    // For each class the positions that take its characters.
    private readonly ulong[] _takers;

    // For each side that may stand before or behind: the positions that can begin, and those that can be the last.
    private readonly ulong[] _first;
    private readonly ulong[] _last;
    private readonly bool[] _hasLast = new bool[Gap.Sides];

    // Positions on which the next one follows, and those on which others do, which are grouped by what follows.
    private readonly ulong[] _toNext;
    private readonly ulong[] _toOthers;
    private readonly ushort[] _groupOf;
    private readonly Followers[] _groups;

    private GlushkovAutomaton(string pattern, GlushkovConstruction construction, CharacterClasses classes, ulong[] takers, Followers[] groups, ushort[] groupOf)
        : base(pattern)
    {
        (_classes, _takers, _groups, _groupOf) = (classes, takers, groups, groupOf);
        var positions = construction.Sets.Count;
        _words = WordsFor(positions);
        _empty = construction.Whole.Empty;
        var words = construction.HasBoundaries ? CodePointSet.WordCharacters : CodePointSet.Of();
        _sides = [.. classes.Members.Select(member => words.Contains(member) ? Side.Word : Side.Other)];
        _first = new ulong[Gap.Sides * _words];
        _last = new ulong[Gap.Sides * _words];
        for (var side = Side.None; side <= Side.Word; side++)
        {
            foreach (var (position, gaps) in construction.Whole.First)
            {
                if (Gap.Holds(gaps, side, construction.Sides[position]))
                    Add(_first, (int)side * _words, position);
            }
            foreach (var (position, gaps) in construction.Whole.Last)
            {
                if (Gap.Holds(gaps, construction.Sides[position], side))
                    Add(_last, (int)side * _words, position);
            }
            _hasLast[(int)side] = _last.AsSpan((int)side * _words, _words).ContainsAnyExcept(0ul);
        }
        // A match that can begin only where the text does is decided once no position is left.
        _endsEarly = !_first.AsSpan(_words).ContainsAnyExcept(0ul) && (_empty & ~Gap.AtStart) == 0;

        _toNext = new ulong[_words];
        _toOthers = new ulong[_words];
        for (var position = 0; position < positions; position++)
        {
            var followers = construction.FollowersOf(position);
            if (followers.Contains(position + 1))
                Add(_toNext, 0, position);
            if (followers.ContainsAnyExcept(position + 1))
                Add(_toOthers, 0, position);
        }
    }

    /// <summary>A matcher, or <see langword="null"/> where the pattern is too large to be one.</summary>
    /// <param name="pattern">As the schema writes it.</param>
    /// <param name="node">What it means; it looks neither around nor back.</param>
    /// <param name="trust">Whether whoever wrote it is trusted with memory.</param>
    /// <param name="work">Takes what making it costs, also where nothing comes of it.</param>
    public static GlushkovAutomaton? TryCreate(string pattern, EcmaNode node, SchemaTrust trust, PatternWork work)
    {
        var (mostCells, mostPositions) = trust == SchemaTrust.Trusted ? (MostCells, MostPositions) : (MostCellsOfStrangers, MostPositionsOfStrangers);
        if (GlushkovConstruction.TryCreate(node, mostPositions, work) is not { } construction)
            return null;
        var positions = construction.Sets.Count;
        var words = WordsFor(positions);
        var numbers = new Dictionary<(int First, int Last)[], int>(SequenceComparer<(int First, int Last)>.Instance);
        var setOf = new int[positions];
        List<CodePointSet> sets = [];
        for (var position = 0; position < positions; position++)
        {
            var ranges = construction.Sets[position].Ranges.ToArray();
            if (numbers.TryAdd(ranges, sets.Count))
                sets.Add(construction.Sets[position]);
            setOf[position] = numbers[ranges];
            work.Look(ranges.Length);
        }
        work.Spend(sets.Sum(static set => (long)set.Ranges.Length));
        if (construction.HasBoundaries)
            sets.Add(CodePointSet.WordCharacters);
        if (CharacterClasses.TryCreate(sets, mostCells / words) is not { } classes)
            return null;

        work.Spend(classes.Count * words);
        work.Look((long)classes.Count * sets.Count);
        var takers = new ulong[classes.Count * words];
        for (var number = 0; number < classes.Count; number++)
        {
            bool[] holds = [.. sets.Select(set => set.Contains(classes.Members[number]))];
            for (var position = 0; position < positions; position++)
            {
                if (holds[setOf[position]])
                    Add(takers, number * words, position);
            }
        }

        // What follows on many positions, such as on each of a repetition with numbers, is held once.
        var groups = new Dictionary<int[], List<int>>(SequenceComparer<int>.Instance);
        for (var position = 0; position < positions; position++)
        {
            var followers = construction.FollowersOf(position);
            if (!followers.ContainsAnyExcept(position + 1))
                continue;
            var others = followers.ToArray();
            if (followers.Contains(position + 1))
                others = [.. others.Where(follower => follower != position + 1)];
            if (!groups.TryGetValue(others, out var members))
                groups.Add(others, members = []);
            members.Add(position);
        }
        var groupOf = new ushort[positions];
        List<Followers> all = [];
        var cells = takers.Length;
        foreach (var (followers, members) in groups)
        {
            foreach (var member in members)
                groupOf[member] = (ushort)all.Count;
            all.Add(new Followers(Spread(members), Spread(followers)));
            cells += all[^1].Members.Length + all[^1].Targets.Length;
            work.Spend(2 * (all[^1].Members.Length + all[^1].Targets.Length));
            if (cells > mostCells)
                return null;
        }
        return new GlushkovAutomaton(pattern, construction, classes, takers, [.. all], groupOf);
    }

    public override bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch, ref long steps, long mostSteps) =>
        _words == 1 ? IsMatchInOneWord(utf8, ref steps, mostSteps) : IsMatchInWords(utf8, ref steps, mostSteps);

    private bool IsMatchInOneWord(ReadOnlySpan<byte> utf8, ref long steps, long mostSteps)
    {
        var (toNext, toOthers) = (_toNext[0], _toOthers[0]);
        var reached = 0ul;
        var before = Side.None;
        var work = 0;
        for (var at = 0; at < utf8.Length;)
        {
            var number = _classes.Take(utf8, ref at);
            var after = _sides[number];
            if ((reached & _last[(int)after]) != 0 || Gap.Holds(_empty, before, after))
                return Count(true, work, ref steps);
            var next = ((reached & toNext) << 1) | _first[(int)before];
            for (var pending = reached & toOthers; pending != 0; work += WorkOfCharacter)
            {
                ref readonly var group = ref _groups[_groupOf[BitOperations.TrailingZeroCount(pending)]];
                next |= group.Targets[0].Bits;
                pending &= ~group.Members[0].Bits;
            }
            reached = next & _takers[number];
            before = after;
            work += WorkOfCharacter;
            if (reached == 0 && _endsEarly)
                return Count(false, work, ref steps);
            if (work >= WorkBetweenLooks && IsTooMuch(ref work, ref steps, mostSteps))
                return false;
        }
        return Count((reached & _last[(int)Side.None]) != 0 || Gap.Holds(_empty, before, Side.None), work, ref steps);
    }

    private bool IsMatchInWords(ReadOnlySpan<byte> utf8, ref long steps, long mostSteps)
    {
        Span<ulong> memory = stackalloc ulong[3 * _words];
        memory.Clear();
        var reached = memory[.._words];
        var next = memory.Slice(_words, _words);
        var pending = memory[(2 * _words)..];
        var before = Side.None;
        var work = 0;
        for (var at = 0; at < utf8.Length;)
        {
            var number = _classes.Take(utf8, ref at);
            var after = _sides[number];
            if (IsLast(reached, after) || Gap.Holds(_empty, before, after))
                return Count(true, work, ref steps);
            Follow(reached, next, pending, _first.AsSpan((int)before * _words, _words), ref work);
            var takers = _takers.AsSpan(number * _words, _words);
            var any = 0ul;
            for (var word = 0; word < reached.Length; word++)
                any |= reached[word] = next[word] & takers[word];
            before = after;
            work += WorkOfCharacter + _words;
            if (any == 0 && _endsEarly)
                return Count(false, work, ref steps);
            if (work >= WorkBetweenLooks && IsTooMuch(ref work, ref steps, mostSteps))
                return false;
        }
        return Count(IsLast(reached, Side.None) || Gap.Holds(_empty, before, Side.None), work, ref steps);
    }

    /// <summary>The positions that can come next, whatever the character.</summary>
    private void Follow(ReadOnlySpan<ulong> reached, Span<ulong> next, Span<ulong> pending, ReadOnlySpan<ulong> first, ref int work)
    {
        var carried = 0ul;
        for (var word = 0; word < reached.Length; word++)
        {
            var moving = reached[word] & _toNext[word];
            next[word] = (moving << 1) | carried | first[word];
            carried = moving >> 63;
            pending[word] = reached[word] & _toOthers[word];
        }
        for (var word = 0; word < pending.Length; word++)
        {
            while (pending[word] != 0)
            {
                ref readonly var group = ref _groups[_groupOf[(word << 6) + BitOperations.TrailingZeroCount(pending[word])]];
                foreach (var (target, bits) in group.Targets)
                    next[target] |= bits;
                // All members of the group are done with the first of them.
                foreach (var (member, bits) in group.Members)
                    pending[member] &= ~bits;
                work += group.Targets.Length + group.Members.Length;
            }
        }
    }

    private bool IsLast(ReadOnlySpan<ulong> reached, Side after)
    {
        if (!_hasLast[(int)after])
            return false;
        var last = _last.AsSpan((int)after * _words, _words);
        for (var word = 0; word < reached.Length; word++)
        {
            if ((reached[word] & last[word]) != 0)
                return true;
        }
        return false;
    }

    private static bool Count(bool isMatch, int work, ref long steps)
    {
        steps += work >> WorkBits;
        return isMatch;
    }

    private static bool IsTooMuch(ref int work, ref long steps, long mostSteps)
    {
        steps += work >> WorkBits;
        work &= (1 << WorkBits) - 1;
        return steps > mostSteps;
    }

    private static int WordsFor(int positions) => Math.Max(1, (positions + 63) >> 6);

    private static void Add(ulong[] bits, int from, int position) => bits[from + (position >> 6)] |= 1ul << (position & 63);

    /// <summary>Some positions as bits, without the words in which none is.</summary>
    private static (int Word, ulong Bits)[] Spread(IEnumerable<int> positions) =>
        [.. positions.GroupBy(static position => position >> 6).Select(static word => (word.Key, BitsOf(word)))];

    private static ulong BitsOf(IEnumerable<int> positions) => positions.Aggregate(0ul, static (bits, position) => bits | (1ul << (position & 63)));

    /// <summary>What follows on some positions, besides the next one.</summary>
    private readonly record struct Followers((int Word, ulong Bits)[] Members, (int Word, ulong Bits)[] Targets);
}
