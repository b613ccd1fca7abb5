namespace CityDesk.Tests;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("desk", "desk")]
    [InlineData("Inès 日本 😀", "Inès 日本 😀")]
    [InlineData("a\r\nb", @"a\u000D\u000Ab")]
    [InlineData("\u001b[31m", @"\u001B[31m")]
    [InlineData("\u0085\u2028\u202e", @"\u0085\u2028\u202E")]
    [InlineData("o'neill", @"o\u0027neill")]
    [InlineData(@"a\u0041", @"a\u005Cu0041")]
    [InlineData("\0", @"\u0000")]
    public void What_cannot_be_seen_or_ends_the_quotation_is_written_by_its_number(string text, string written) => Assert.Equal(written, LogText.Of(text, 100));

    [Fact]
    public void Half_a_character_cannot_harm() => Assert.Equal("\uFFFD", LogText.Of("\ud83d", 100));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal(new string('x', 5) + "…", LogText.Of(new string('x', 1_000_000), 5));
}
