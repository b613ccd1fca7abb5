using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>The compiler cannot load the runtime, so it has rules of its own: these hold the two together.</summary>
public sealed class RuntimeAgreementTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    private static readonly Gen<string> Texts = Gen.Elements("A", "Z", "a", "z", "0", "9", "_", "-", ".", "{", "}", "{{", "}}", "{a}", "{_b1}", " ", "é", "/", "#", ":", "\0", "ſ")
        .ArrayOf().Select(string.Concat);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_has_the_same_status_while_compiling(ErrorKind kind) => Assert.Equal(kind.HttpStatus(), ErrorKinds.HttpStatus(kind.ToString()));

    [Property(MaxTest = 2000)]
    public Property Codes_and_domains_have_the_same_form() => Prop.ForAll(
        Texts.ToArbitrary(), text => ErrorForms.IsCode(text) == ErrorNames.IsCode(text) && ErrorForms.IsDomain(text) == ErrorNames.IsDomain(text));

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void The_limits_are_the_same(int length, bool isRight)
    {
        Assert.Equal((isRight, isRight), (ErrorForms.IsCode(new string('A', length)), ErrorNames.IsCode(new string('A', length))));
        Assert.Equal((isRight, isRight), (ErrorForms.IsDomain(new string('a', length)), ErrorNames.IsDomain(new string('a', length))));
    }

    [Property(MaxTest = 2000)]
    public Property Details_have_the_same_grammar() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        var fault = DetailTemplate.Parse(text, out var holes);
        try
        {
            var parsed = MessageTemplate.Parse(text).Parts.Where(part => part.IsHole).Select(part => part.Text);
            return fault < 0 && parsed.SequenceEqual(holes);
        }
        catch (ArgumentException)
        {
            return fault >= 0;
        }
    });

    [Property(MaxTest = 500)]
    public void An_event_id_follows_from_domain_and_code_in_the_same_way(NonNull<string> domain, NonNull<string> code)
    {
        var (asciiDomain, asciiCode) = (Ascii(domain.Get), Ascii(code.Get));
        Assert.Equal(ErrorNames.EventId(asciiDomain, asciiCode), ErrorForms.EventId(asciiDomain, asciiCode));

        static string Ascii(string text) => string.Concat(text.Where(char.IsAscii));
    }

    [Property(MaxTest = 2000)]
    public Property Language_tags_have_the_same_form() => Prop.ForAll(
        Gen.Elements("a", "Z", "9", "-", "-", "_", "é", "de", "abcdefgh", "1996", " ").ArrayOf().Select(string.Concat).ToArbitrary(),
        text => ErrorForms.IsLanguageTag(text) == LanguageTags.IsWellFormed(text));

    [Theory]
    [InlineData("urn:error:orders:", "OUT_OF_STOCK")]
    [InlineData("https://errors.example/#", "A1")]
    public void Problem_types_are_the_same(string typeBase, string code) => Assert.Equal(ErrorNames.TypeUri(typeBase, code), ErrorForms.TypeUri(typeBase, code));
}
