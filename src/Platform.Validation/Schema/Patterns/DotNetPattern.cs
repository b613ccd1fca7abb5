using System.Globalization;
using System.Text;

namespace Platform.Validation.Schema.Patterns;

/// <summary>Writes a regular expression of ECMA-262 as one of .NET, which knows UTF-16 units and no code points.</summary>
internal sealed class DotNetPattern
{
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private readonly StringBuilder _text = new();

    /// <summary>The groups that something refers to.</summary>
    private readonly HashSet<int> _referred = [];

    /// <summary>Whether what is written is matched from its end, as within a look behind.</summary>
    private bool _isBackwards;

    private DotNetPattern(EcmaNode node) => _referred.UnionWith(Within(node).OfType<EcmaNode.BackReference>().Select(static each => each.Number));

    public static string Of(EcmaNode node)
    {
        var writer = new DotNetPattern(node);
        if (BeginsWithCharacter(node))
        {
            writer.Write(node);
            return writer._text.ToString();
        }
        // .NET also tries the place between the two halves of a character, where something that takes none could match.
        writer._text.Append("(?<![\\uD800-\\uDBFF])(?:");
        writer.Write(node);
        return writer._text.Append(')').ToString();
    }

    /// <summary>Whether no match can begin between the two halves of a character: it begins with a whole one, or with the text.</summary>
    private static bool BeginsWithCharacter(EcmaNode node) => node switch
    {
        EcmaNode.Start or EcmaNode.Set => true,
        EcmaNode.Sequence { Items: [var first, ..] } => BeginsWithCharacter(first),
        EcmaNode.Alternatives alternatives => alternatives.Choices.All(BeginsWithCharacter),
        EcmaNode.Group group => BeginsWithCharacter(group.Item),
        EcmaNode.Repeat { Least: > 0 } repeat => BeginsWithCharacter(repeat.Item),
        _ => false,
    };

    private static IEnumerable<EcmaNode> Within(EcmaNode node) => node switch
    {
        EcmaNode.Sequence sequence => sequence.Items.SelectMany(Within),
        EcmaNode.Alternatives alternatives => alternatives.Choices.SelectMany(Within),
        EcmaNode.Repeat repeat => Within(repeat.Item),
        EcmaNode.Group group => Within(group.Item).Prepend(group),
        EcmaNode.Look look => Within(look.Item),
        _ => [node],
    };

    private void Write(EcmaNode node)
    {
        switch (node)
        {
            case EcmaNode.Set set:
                Write(set.Members);
                break;
            case EcmaNode.Sequence sequence:
                foreach (var item in sequence.Items)
                    Write(item);
                break;
            case EcmaNode.Alternatives alternatives:
                _text.Append("(?:");
                for (var i = 0; i < alternatives.Choices.Count; i++)
                {
                    if (i > 0)
                        _text.Append('|');
                    Write(alternatives.Choices[i]);
                }
                _text.Append(')');
                break;
            case EcmaNode.Repeat repeat:
                WriteRound(repeat.Item);
                _text.Append(CultureInfo.InvariantCulture, $"{{{repeat.Least},{(repeat.Most < 0 ? "" : repeat.Most.ToString(CultureInfo.InvariantCulture))}}}");
                if (repeat.Lazy)
                    _text.Append('?');
                break;
            case EcmaNode.Group group:
                // .NET numbers named groups after the others, so those that count get names.
                _text.Append(_referred.Contains(group.Number) ? string.Create(CultureInfo.InvariantCulture, $"(?<g{group.Number}>") : "(?:");
                Write(group.Item);
                _text.Append(')');
                break;
            case EcmaNode.Start:
                _text.Append('^');
                break;
            case EcmaNode.End:
                // $ of .NET also matches before a last line feed.
                _text.Append("\\z");
                break;
            case EcmaNode.WordBoundary boundary:
                // Between the two halves of a character is no place at all.
                _text.Append(boundary.Negated
                    ? "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z\\uD800-\\uDBFF])(?![0-9A-Z_a-z]))"
                    : "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))");
                break;
            case EcmaNode.Look look:
                var around = _isBackwards;
                _isBackwards = look.Opening.StartsWith("(?<", StringComparison.Ordinal);
                _text.Append(look.Opening);
                Write(look.Item);
                _text.Append(')');
                _isBackwards = around;
                break;
            case EcmaNode.BackReference reference:
                // A group that took no part matches the empty text in ECMA-262, and nothing in .NET.
                _text.Append(CultureInfo.InvariantCulture, $"(?(g{reference.Number})\\k<g{reference.Number}>)");
                break;
        }
    }

    /// <summary>One round of a repetition. In ECMA-262 its groups have taken no part when it begins (section 22.2.2.3.1, RepeatMatcher); .NET remembers those of the round before.</summary>
    private void WriteRound(EcmaNode item)
    {
        var forget = string.Concat(Within(item).OfType<EcmaNode.Group>().Where(group => _referred.Contains(group.Number))
            .Select(static group => string.Create(CultureInfo.InvariantCulture, $"(?(g{group.Number})(?<-g{group.Number}>))")));
        _text.Append("(?:").Append(_isBackwards ? "" : forget);
        Write(item);
        _text.Append(_isBackwards ? forget : "").Append(')');
    }

    private void Write(CodePointSet members)
    {
        var basic = new StringBuilder();
        List<string> pairs = [];
        foreach (var (first, last) in members.Ranges)
        {
            // No text has half a pair, and whoever let one half in would let each character in that a set leaves out.
            if (first < FirstSurrogate)
                basic.Append(Range(first, Math.Min(last, FirstSurrogate - 1)));
            if (last > LastSurrogate && first <= 0xFFFF)
                basic.Append(Range(Math.Max(first, LastSurrogate + 1), Math.Min(last, 0xFFFF)));
            if (last > 0xFFFF)
                AddPairs(pairs, Math.Max(first, 0x10000), last);
        }
        if (basic.Length == 0 && pairs.Count == 0)
        {
            // Matches nothing, and unlike (?!) in every engine.
            _text.Append("[^\\u0000-\\uFFFF]");
            return;
        }
        if (basic.Length > 0)
            pairs.Insert(0, $"[{basic}]");
        _text.Append(pairs.Count == 1 && basic.Length > 0 ? pairs[0] : $"(?:{string.Join('|', pairs)})");
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = (High(first), Low(first));
            if (low == 0xDC00 && Low(last) == 0xDFFF)
            {
                pairs.Add($"[{Range(high, High(last))}][\\uDC00-\\uDFFF]");
                return;
            }
            var end = Math.Min(last, first + (0xDFFF - low));
            if (low == 0xDC00 && High(last) > high)
            {
                // Whole blocks up to the last one, which is not whole.
                pairs.Add($"[{Range(high, High(last) - 1)}][\\uDC00-\\uDFFF]");
                first = last - (Low(last) - 0xDC00);
                continue;
            }
            pairs.Add($"{Unit(high)}[{Range(low, Low(end))}]");
            first = end + 1;
        }
    }

    private static int High(int codePoint) => 0xD800 + ((codePoint - 0x10000) >> 10);

    private static int Low(int codePoint) => 0xDC00 + ((codePoint - 0x10000) & 0x3FF);

    private static string Range(int first, int last) => first == last ? Unit(first) : $"{Unit(first)}-{Unit(last)}";

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
}
