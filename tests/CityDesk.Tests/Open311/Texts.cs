using System.Text;
using CityDesk.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace CityDesk.Tests.Open311;

/// <summary>A text that the desk may hold, with a liking for what breaks formats.</summary>
public sealed record DeskTextSample(string Text)
{
    public override string ToString() => string.Join(' ', Text.Select(c => c is > ' ' and < '\u007F' ? $"{c}" : $"U+{(int)c:X4}"));
}

/// <summary>FsCheck finds the generators of the public API's tests here.</summary>
public static class Texts
{
    private static readonly string[] Sharp =
    [
        "<", ">", "&", "\"", "'", "\\", "/", "]]>", "<!--", "<![CDATA[", "&amp;", "&#x0;", "\r", "\n", "\r\n", "\t", " ", "  ", "%", "%00", "+", "=", ";", ",", "\u007F", "\u0085",
        "\u00A0", "\u2028", "\u2029", "\uFEFF", "\uFFFD", "\uFDD0", "\uE000", "🚧", "👩‍👩‍👧", "e\u0301", "ß", "İ", "ب", "漢", "\U0010FFFF", "\U00010000", "<script>", "${x}", "{{x}}", "--", "\u0027 OR 1=1",
    ];

    public static Arbitrary<DeskTextSample> Text()
    {
        var anyRune = from code in Gen.Choose(1, 0x10FFFF)
                      where Rune.IsValid(code)
                      let text = new Rune(code).ToString()
                      where DeskText.IndexOfForbidden(text) < 0
                      select text;
        var ascii = Gen.Choose(' ', '~').Select(code => ((char)code).ToString());
        var pieces = Gen.Frequency((4, Gen.Elements(Sharp)), (4, ascii), (2, anyRune));
        return Arb.From(pieces.NonEmptyListOf().Select(list => new DeskTextSample(Cut(string.Concat(list)))), Shrink);
    }

    // The shortest of the texts that go through here: an address.
    private static string Cut(string text) => text.Length <= 400 ? text : text[..(char.IsHighSurrogate(text[399]) ? 399 : 400)];

    private static IEnumerable<DeskTextSample> Shrink(DeskTextSample sample)
    {
        var runes = sample.Text.EnumerateRunes().ToArray();
        for (var keep = runes.Length / 2; keep > 0; keep /= 2)
        {
            yield return new(string.Concat(runes[..keep]));
            yield return new(string.Concat(runes[^keep..]));
        }
    }
}
