using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// Matches the patterns that most schemas have, such as <c>^[A-Z]{2}-\d+$</c>, directly on UTF-8 without a regular expression: a
/// row of character classes from the start of the text, of which each says by itself where it ends.
/// </summary>
internal sealed class SequenceMatcher : PatternMatcher
{
    private const int ManyCharacters = 8;

    /// <summary>So many bytes of the text, or classes of the row, are one step.</summary>
    private const int WorkBits = 3;

    private const int WordsOfStep = 64;

    private readonly Step[] _steps;
    private readonly bool _toEnd;

    private SequenceMatcher(string pattern, Step[] steps, bool toEnd)
        : base(pattern)
    {
        _steps = steps;
        _toEnd = toEnd;
    }

    /// <summary>A matcher, or <see langword="null"/> where the pattern is not of this form.</summary>
    /// <param name="pattern">As the schema writes it.</param>
    /// <param name="node">What it means.</param>
    /// <param name="work">Takes what making it costs.</param>
    public static SequenceMatcher? TryCreate(string pattern, EcmaNode node, PatternWork work)
    {
        var items = node is EcmaNode.Sequence sequence ? sequence.Items : [node];
        if (items is not [EcmaNode.Start, ..])
            return null;
        var toEnd = items is [.., EcmaNode.End];
        var steps = new List<Step>();
        foreach (var item in items.Skip(1).Take(items.Count - (toEnd ? 2 : 1)))
        {
            switch (item)
            {
                case EcmaNode.Set set:
                    steps.Add(new Step(set.Members, 1, 1));
                    break;
                case EcmaNode.Repeat { Item: EcmaNode.Set set } repeat:
                    steps.Add(new Step(set.Members, repeat.Least, repeat.Most < 0 ? int.MaxValue : repeat.Most));
                    break;
                default:
                    return null;
            }
        }
        foreach (var step in steps)
            work.Spend(WordsOfStep + step.Members.Ranges.Length);
        work.Look((long)steps.Count * steps.Count);
        return IsUnambiguous(steps) ? new SequenceMatcher(pattern, [.. steps], toEnd) : null;
    }

    public override bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch, ref long steps, long mostSteps)
    {
        var left = mostSteps - steps - (_steps.Length >> WorkBits);
        if (left < 0)
        {
            steps = mostSteps + 1;
            return false;
        }
        // Whoever reaches the end of what the steps allow has used up more than all, and gets no answer.
        if (left < utf8.Length >> WorkBits)
            utf8 = utf8[..(int)Math.Min(utf8.Length, (left + 2) << WorkBits)];
        var isMatch = IsMatch(utf8, out var read);
        steps += (_steps.Length + read) >> WorkBits;
        return isMatch;
    }

    private bool IsMatch(ReadOnlySpan<byte> utf8, out int at)
    {
        at = 0;
        foreach (var step in _steps)
        {
            var count = 0;
            if (step.Least >= ManyCharacters)
            {
                // As far as the text is ASCII, whole vectors of it are compared at once.
                var run = utf8.Slice(at, Math.Min(step.Most, utf8.Length - at));
                count = run.IndexOfAnyExcept(step.Ascii);
                if (count < 0)
                    count = run.Length;
                at += count;
            }
            while (count < step.Most && at < utf8.Length)
            {
                var c = utf8[at];
                if (c < 0x80)
                {
                    if (!step.HasAscii(c))
                        break;
                    at++;
                }
                else
                {
                    Rune.DecodeFromUtf8(utf8[at..], out var rune, out var length);
                    if (!step.Members.Contains(rune.Value))
                        break;
                    at += length;
                }
                count++;
            }
            if (count < step.Least)
                return false;
        }
        return !_toEnd || at == utf8.Length;
    }

    /// <summary>
    /// Taking as much as possible is always right if what may come behind a step of open length cannot begin with its characters.
    /// </summary>
    private static bool IsUnambiguous(List<Step> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Least == steps[i].Most)
                continue;
            for (var next = i + 1; next < steps.Count; next++)
            {
                if (steps[i].Members.Overlaps(steps[next].Members))
                    return false;
                if (steps[next].Least > 0)
                    break;
            }
        }
        return true;
    }

    private sealed class Step
    {
        private readonly ulong _low;
        private readonly ulong _high;

        public Step(CodePointSet members, int least, int most)
        {
            Members = members;
            Least = least;
            Most = most;
            Ascii = SearchValues.Create([.. Enumerable.Range(0, 128).Where(members.Contains).Select(static c => (byte)c)]);
            for (var c = 0; c < 128; c++)
            {
                if (!members.Contains(c))
                    continue;
                if (c < 64)
                    _low |= 1ul << c;
                else
                    _high |= 1ul << (c - 64);
            }
        }

        public CodePointSet Members { get; }

        public SearchValues<byte> Ascii { get; }

        public int Least { get; }

        public int Most { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool HasAscii(byte c) => (((c < 64 ? _low : _high) >> (c & 63)) & 1) != 0;
    }
}
