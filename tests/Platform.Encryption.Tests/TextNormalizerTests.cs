using System.Text;
using FsCheck.Xunit;

namespace Platform.Encryption.Tests;

public sealed class TextNormalizerTests
{
    public static TheoryData<string> Names => ["exact", "text", "email", "digits", "phone 49 0", "phone 39 -", "phone 1 1"];

    [Theory]
    [InlineData("text", "  Ada\u00A0 \t LOVELACE ", "ada lovelace")]
    [InlineData("text", "ﬁ ＡＢＣ Ⅷ", "fi abc viii")]
    [InlineData("text", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ")]
    [InlineData("text", "Ὀδυσσεύς", "ὀδυσσεύσ")]
    [InlineData("text", "Cafe\u0301", "café")]
    [InlineData("text", "", "")]
    [InlineData("text", " \n ", "")]
    [InlineData("email", " Ada.Lovelace+news @Example.ORG\n", "ada.lovelace+news@example.org")]
    [InlineData("email", "ADA@BÜCHER.example", "ada@bücher.example")]
    [InlineData("exact", " Ada ", " Ada ")]
    [InlineData("digits", "DE 12-٣4 ５", "12345")]
    [InlineData("digits", "none", "")]
    [InlineData("phone 49 0", "040 / 123-456", "+4940123456")]
    [InlineData("phone 49 0", "+49 40 123456", "+4940123456")]
    [InlineData("phone 49 0", "+49 (0)40 123456", "+4940123456")]
    [InlineData("phone 49 0", "0049 (0 40) 123456", "+49040123456")]
    [InlineData("phone 49 0", "0049 (0)40 123456", "+4940123456")]
    [InlineData("phone 49 0", "Tel.: ０40 123456 Durchwahl 7", "+4940123456")]
    [InlineData("phone 49 0", "(040) 123456;ext=7", "+4940123456")]
    [InlineData("phone 49 0", "+44 20 7946 0958", "+442079460958")]
    [InlineData("phone 39 -", "06 1234", "+39061234")]
    [InlineData("phone 1 1", "(206) 555-0100", "+12065550100")]
    [InlineData("phone 1 1", "1-206-555-0100 x12", "+12065550100")]
    [InlineData("phone 49 0", "00", "")]
    [InlineData("phone 49 0", "+", "")]
    [InlineData("phone 49 0", "no number", "")]
    [InlineData("phone 49 0", "", "")]
    public void A_text_becomes(string normalizer, string text, string expected) => Assert.Equal(expected, TextNormalizer.FromName(normalizer).Normalize(text));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_gives_the_normaliser_back(string name) => Assert.Equal(name, TextNormalizer.FromName(name).Name);

    [Fact]
    public void A_mark_whose_blank_goes_belongs_to_the_letter_before_it() =>
        Assert.Equal("\u00F6@x", TextNormalizer.Email.Normalize("O\u00A8@x"));

    [Property(MaxTest = 300)]
    public void What_is_normal_stays_and_fits(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var normalizer in Names.Select(row => TextNormalizer.FromName(row.Data)))
        {
            var once = normalizer.Normalize(text);
            Assert.Equal(once, normalizer.Normalize(once));
            Assert.True(once.Length <= normalizer.GetMaxLength(text));
        }
    }

    [Property(MaxTest = 300)]
    public void Case_and_composition_do_not_matter(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var normal = TextNormalizer.Text.Normalize(text);

        Assert.Equal(normal, TextNormalizer.Text.Normalize(text.Normalize(NormalizationForm.FormD)));
        Assert.Equal(normal, TextNormalizer.Text.Normalize(text.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("phone")]
    [InlineData("phone 0 0")]
    [InlineData("phone 1234 0")]
    [InlineData("phone 4x 0")]
    [InlineData("phone 49 00000")]
    public void A_name_that_there_is_not_is_refused(string name) => Assert.ThrowsAny<ArgumentException>(() => TextNormalizer.FromName(name));

    [Fact]
    public void One_of_your_own_has_a_name_of_its_own()
    {
        var plates = TextNormalizer.Custom("x-plates", static text => text.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal("AB1", plates.Normalize("A B 1"));
        Assert.Equal("x-plates", plates.Name);
        Assert.Throws<ArgumentException>(() => TextNormalizer.Custom("email", static text => text));
    }
}
