using Platform.Audit.Search;

namespace Platform.Audit.Tests.Log;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("  .,; ", "")]
    [InlineData("Painted the FENCE", "fence painted the")]
    [InlineData("request:42 by o'hara", "42 by hara o request")]
    [InlineData("twice twice", "twice")]
    [InlineData("Gr\u00fc\u00dfe", "gr\u00fc\u00dfe")]
    [InlineData("a\0b\r\nc", "a b c")]
    [InlineData("\ud835\udfd9x", "\ud835\udfd9x")]
    public void A_text_is_its_letters_and_digits(string? text, string words) => Assert.Equal(words, string.Join(' ', SearchWords.Of(text)));

    [Fact]
    public void What_is_longer_than_any_word_is_none() => Assert.Equal(["short"], SearchWords.Of(new string('a', 65) + " short"));
}
