using System.Text;
using CityDesk.Import.Reading;

namespace CityDesk.Tests.Import;

public sealed class RawTextTests
{
    [Fact]
    public void Text_is_kept_as_it_is() =>
        Assert.Equal((@"a\b,""é"" 😀", false), RawText.Keep(Encoding.UTF8.GetBytes(@"a\b,""é"" 😀")));

    [Fact]
    public void Bytes_that_are_no_storable_text_are_kept_as_escapes()
    {
        byte[] bytes = [(byte)'a', 0, (byte)'\\', 0xFF, 0xC3, 0xA9, 0xC3, 0xEF, 0xBF, 0xBF];

        Assert.Equal((@"a\x00\\\xFFé\xC3\xEF\xBF\xBF", true), RawText.Keep(bytes));
    }
}
