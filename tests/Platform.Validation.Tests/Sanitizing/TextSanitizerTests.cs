using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Tests.Sanitizing;

public sealed class TextSanitizerTests
{
    private const TextSanitizers All = TextSanitizers.StripControl | TextSanitizers.StripBidi | TextSanitizers.NormalizeKC | TextSanitizers.CollapseWhiteSpace | TextSanitizers.Trim;

    private const TextSanitizers Contradiction = TextSanitizers.LowerCase | TextSanitizers.UpperCase;

    private static Arbitrary<(string Text, TextSanitizers Which)> Cases { get; } = Arb.From(
        from pieces in Gen.Elements(
            "a", "B", "1", " ", "\t", "\r\n", "\u00A0", "\u3000", "\0", "\u0007", "\u0085", "\u009F", "\u200E", "\u202E", "\u2066", "e\u0301", "\u00E9", "ﬁ",
                "Ａ", "１", "\uD800", "\uDC00", "\U0001F600", "İ", "ß", "\u0345", "\u1E9B\u0323",
            "\u00A8", "٣", "\u200B", "\uFEFF", "\u3164", "\U000E0041", "\uDB40").ArrayOf()
        from which in Gen.Choose(0, 1023)
        let sanitizers = (TextSanitizers)which
        select (string.Concat(pieces), sanitizers.HasFlag(Contradiction) ? sanitizers & ~Contradiction : sanitizers));

    [Theory]
    [InlineData("  a b \u00A0", TextSanitizers.Trim, "a b")]
    [InlineData(" a \t\r\n b ", TextSanitizers.CollapseWhiteSpace, " a b ")]
    [InlineData("a\tb", TextSanitizers.CollapseWhiteSpace, "a b")]
    [InlineData("a\0b\u0007\tc\u0085\n", TextSanitizers.StripControl, "ab\tc\n")]
    [InlineData("invoice\u202Egpj.exe", TextSanitizers.StripBidi, "invoicegpj.exe")]
    [InlineData("pay\u200Bpal\uFEFF.\u00ADexample", TextSanitizers.StripInvisible, "paypal.example")]
    [InlineData("a\U000E0061\U000E007Fb", TextSanitizers.StripInvisible, "ab")]
    [InlineData("e\u0301", TextSanitizers.NormalizeC, "\u00E9")]
    [InlineData("ﬁ１", TextSanitizers.NormalizeC, "ﬁ１")]
    [InlineData("ﬁ１", TextSanitizers.NormalizeKC, "fi1")]
    [InlineData("GB ", TextSanitizers.LowerCase | TextSanitizers.Trim, "gb")]
    [InlineData("i\u0131", TextSanitizers.UpperCase, "I\u0131")]
    [InlineData("+49 (30) 12-34٣", TextSanitizers.DigitsOnly, "49301234")]
    [InlineData(" \0 ", TextSanitizers.Trim | TextSanitizers.StripControl, "")]
    [InlineData("\u00A8a", All, "\u0308a")]
    [InlineData("", All, "")]
    public void A_text_is_cleaned(string text, TextSanitizers which, string clean) => Assert.Equal(clean, TextSanitizer.Apply(text, which));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", TextSanitizer.Apply("a\uD800b", TextSanitizers.NormalizeC));

    [Fact]
    public void Halves_that_come_together_where_something_went_go_as_well()
    {
        Assert.Equal("x\uDB40", TextSanitizer.Apply("\uDB40\uDB40\uDC01\uDC01x\uDB40", TextSanitizers.StripInvisible));
        Assert.Equal("", TextSanitizer.Apply("\uDB40\u200B\uDC01", TextSanitizers.StripInvisible));
        var half = "a\uDB40b";
        Assert.Same(half, TextSanitizer.Apply(half, TextSanitizers.StripInvisible));
    }

    [Property(MaxTest = 3_000)]
    public Property What_is_clean_stays_as_it_is() => Prop.ForAll(Cases, each =>
    {
        var once = TextSanitizer.Apply(each.Text, each.Which);

        Assert.Same(once, TextSanitizer.Apply(once, each.Which));
    });

    [Property(MaxTest = 3_000)]
    public Property It_does_what_a_naive_one_does() => Prop.ForAll(Cases, each =>
    {
        if (!each.Text.Contains('\uD800', StringComparison.Ordinal) && !System.Text.RegularExpressions.Regex.IsMatch(each.Text, "\uDB40(?![\uDC00-\uDFFF])") && !each.Text.Contains('\uDC00', StringComparison.Ordinal))
            Assert.Equal(Naive(each.Text, each.Which), TextSanitizer.Apply(each.Text, each.Which));
    });

    [Theory]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.StripControl)]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.StripBidi)]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.StripInvisible)]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.NormalizeC)]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.NormalizeKC)]
    [InlineData("A clean text, caf\u00E9.", TextSanitizers.CollapseWhiteSpace | TextSanitizers.Trim)]
    [InlineData("caf\u00E9", TextSanitizers.LowerCase)]
    [InlineData("ada@example.com", TextSanitizers.LowerCase)]
    [InlineData("CAF\u00C9", TextSanitizers.UpperCase)]
    [InlineData("GB", TextSanitizers.UpperCase)]
    [InlineData("4930", TextSanitizers.DigitsOnly)]
    [AllocationTestOf(typeof(TextSanitizer), nameof(TextSanitizer.Apply))]
    public void A_clean_text_costs_nothing(string text, TextSanitizers which) => AllocationMeter.AssertBytesPerCall(
        0,
        () =>
        {
            if (!ReferenceEquals(TextSanitizer.Apply(text, which), text))
                throw new InvalidOperationException();
        },
        // The runtime's own generic code boxes until it is compiled for good, which it is late while other tests start.
        TimeSpan.FromSeconds(30));

    private static string Naive(string text, TextSanitizers which)
    {
        if (which.HasFlag(TextSanitizers.StripControl))
            text = new string([.. text.Where(c => !char.IsControl(c) || c is '\t' or '\r' or '\n')]);
        if (which.HasFlag(TextSanitizers.StripBidi))
            text = new string([.. text.Where(c => c is not ('\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066'
                and <= '\u2069')))]);
        for (var length = -1; which.HasFlag(TextSanitizers.StripInvisible) && length != text.Length;)
        {
            length = text.Length;
            text = System.Text.RegularExpressions.Regex.Replace(
                text, "[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200D\u2060-\u2064\u206A-\u206F\u3164\uFEFF\uFFA0]|[\uDB40-\uDB43][\uDC00-\uDFFF]", "");
        }
        text = Normal(text, which);
        if (which.HasFlag(TextSanitizers.CollapseWhiteSpace))
            text = System.Text.RegularExpressions.Regex.Replace(string.Concat(text.Select(c => char.IsWhiteSpace(c) ? ' ' : c)), " +", " ");
        if (which.HasFlag(TextSanitizers.Trim))
            text = text.Trim();
        if (which.HasFlag(TextSanitizers.LowerCase))
            text = Normal(text.ToLowerInvariant(), which);
        if (which.HasFlag(TextSanitizers.UpperCase))
            text = Normal(text.ToUpperInvariant(), which);
        return which.HasFlag(TextSanitizers.DigitsOnly) ? new string([.. text.Where(char.IsAsciiDigit)]) : text;
    }

    private static string Normal(string text, TextSanitizers which) => which.HasFlag(TextSanitizers.NormalizeKC) ? text.Normalize(NormalizationForm.FormKC)
        : which.HasFlag(TextSanitizers.NormalizeC) ? text.Normalize(NormalizationForm.FormC)
        : text;
}
