using System.Text;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Tests.Schema;

/// <summary>What a regular expression means, word for word: from each place where a part may begin, all places where it may end.</summary>
internal static class NaivePattern
{
    public static bool IsMatch(EcmaNode node, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return Enumerable.Range(0, runes.Length + 1).Any(from => Ends(node, runes, from).Count > 0);
    }

    private static HashSet<int> Ends(EcmaNode node, Rune[] text, int from) => node switch
    {
        EcmaNode.Set set => from < text.Length && set.Members.Contains(text[from].Value) ? [from + 1] : [],
        EcmaNode.Sequence sequence => sequence.Items.Aggregate(new HashSet<int> { from }, (places, item) => Next(item, text, places)),
        EcmaNode.Alternatives alternatives => [.. alternatives.Choices.SelectMany(choice => Ends(choice, text, from))],
        EcmaNode.Group group => Ends(group.Item, text, from),
        EcmaNode.Repeat repeat => Repeated(repeat, text, from),
        EcmaNode.Start => from == 0 ? [from] : [],
        EcmaNode.End => from == text.Length ? [from] : [],
        EcmaNode.WordBoundary boundary => (IsWord(text, from - 1) != IsWord(text, from)) != boundary.Negated ? [from] : [],
        _ => throw new NotSupportedException(),
    };

    private static HashSet<int> Next(EcmaNode node, Rune[] text, HashSet<int> places) => [.. places.SelectMany(place => Ends(node, text, place))];

    private static HashSet<int> Repeated(EcmaNode.Repeat repeat, Rune[] text, int from)
    {
        HashSet<int> places = [from];
        for (var i = 0; i < repeat.Least; i++)
            places = Next(repeat.Item, text, places);
        var all = new HashSet<int>(places);
        for (var i = repeat.Least; (repeat.Most < 0 || i < repeat.Most) && places.Count > 0; i++)
        {
            places = Next(repeat.Item, text, places);
            places.ExceptWith(all);
            all.UnionWith(places);
        }
        return all;
    }

    private static bool IsWord(Rune[] text, int at) => at >= 0 && at < text.Length && CodePointSet.WordCharacters.Contains(text[at].Value);
}
