using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;

namespace Platform.Validation.Tests;

public sealed partial class ValidationMessagesTests
{
    public static IEnumerable<TheoryDataRow<string>> Codes() =>
        typeof(ValidationCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => new TheoryDataRow<string>((string)field.GetRawConstantValue()!));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_well_formed_and_has_a_text(string code)
    {
        Assert.True(ValidationCodes.IsWellFormed(code));
        var english = new ValidationFailure(code, "", "").GetMessage(CultureInfo.InvariantCulture);
        var german = new ValidationFailure(code, "", "").GetMessage(CultureInfo.GetCultureInfo("de-AT"));
        Assert.NotEqual(code, english);
        Assert.NotEqual(english, german);
        Assert.Equal(Holes().Matches(english).Select(hole => hole.Value).Order(), Holes().Matches(german).Select(hole => hole.Value).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("A.B")]
    [InlineData("A B")]
    [InlineData("É")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_code_is_refused(string code) => Assert.Throws<ArgumentException>(() => new ValidationFailure(code, "", ""));

    [Fact]
    public void Arguments_are_filled_in_by_name_and_numbers_are_written_as_the_reader_writes_them()
    {
        var failure = new ValidationFailure(ValidationCodes.StringTooLong, "/a", "#/maxLength", new(new("maximum", 1_000), new("actual", 12_345)));

        Assert.Equal("Must have at most 1,000 characters, and has 12,345.", failure.GetMessage(CultureInfo.GetCultureInfo("en-US")));
        Assert.Equal("Darf höchstens 1.000 Zeichen haben und hat 12.345.", failure.GetMessage(CultureInfo.GetCultureInfo("de-DE")));
        Assert.Equal("/a: STRING_TOO_LONG: Must have at most 1,000 characters, and has 12,345.", failure.ToString());
    }

    [Fact]
    public void A_text_of_the_rules_own_is_filled_in_once_by_name_and_by_position()
    {
        var text = new ValidationText("{0} must match {pattern}, not {1} or {2} or {x}.", "The {1}", "{pattern}");
        var failure = new ValidationFailure("A", "", "", new(new("pattern", "[a-z]{0}")), text: text);

        Assert.Equal("The {1} must match [a-z]{0}, not {pattern} or {2} or {x}.", failure.GetMessage());
        Assert.Equal("", new ValidationFailure("A", "", "", text: new ValidationText(static _ => null)).GetMessage());
    }

    [Fact]
    public void Resources_of_the_application_come_first_in_the_language_of_the_reader_and_what_they_lack_is_taken_from_the_package()
    {
        var messages = new ValidationMessages(new German());
        var german = CultureInfo.GetCultureInfo("de-DE");

        Assert.Equal("Das Feld „name“ fehlt.", messages.Render(new(ValidationCodes.PropertyMissing, "", "", new(new("property", "name"))), german));
        Assert.Equal("The property \"name\" is missing.", messages.Render(new(ValidationCodes.PropertyMissing, "", "", new(new("property", "name"))), CultureInfo.GetCultureInfo("fr-FR")));
        Assert.Equal("Ist, was es nicht sein darf.", messages.Render(new(ValidationCodes.NotMatched, "", ""), german));
        Assert.Equal("ORDER_CLOSED", messages.Render(new("ORDER_CLOSED", "", ""), german));
    }

    [Fact]
    public void Braces_in_an_argument_are_no_placeholders()
    {
        var failure = new ValidationFailure(ValidationCodes.ConstMismatch, "", "", new(new("allowed", "{allowed} {\"a\":1}")));

        Assert.Equal("Must be {allowed} {\"a\":1}.", failure.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Arguments_are_a_list_and_are_found_by_name()
    {
        var arguments = new ValidationArguments(new("a", 1), new("b", "x"));

        Assert.Equal(["a=1", "b=x"], arguments.Select(argument => argument.ToString()));
        Assert.True(arguments.TryGet("b", out var found) && !found.IsNumber && found.Text == "x");
        Assert.False(arguments.TryGet("c", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => arguments[2]);
        Assert.Equal(arguments, new ValidationArguments(new("a", 1), new("b", "x")));
        Assert.NotEqual(arguments, new ValidationArguments(new ValidationArgument("a", 1)));
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Holes();

    private sealed class German : ResourceManager
    {
        public override string? GetString(string name, CultureInfo? culture) =>
            culture?.TwoLetterISOLanguageName == "de" && name == ValidationCodes.PropertyMissing ? "Das Feld „{property}“ fehlt." : null;
    }
}
