using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>The names in failures are those that System.Text.Json writes.</summary>
public sealed class WireNameTests
{
    private static readonly JsonNamingPolicy?[] Policies =
        [null, JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower, JsonNamingPolicy.SnakeCaseUpper, JsonNamingPolicy.KebabCaseLower,
            JsonNamingPolicy.KebabCaseUpper];

    private static Arbitrary<string> Names { get; } = Arb.From(
        from first in Gen.Elements("A", "b", "_", "É", "ß")
        from rest in Gen.Elements("A", "B", "c", "d", "1", "2", "_", "É", "é", "ID", "Url").ArrayOf()
        select first + string.Concat(rest));

    [Property(MaxTest = 5_000)]
    public Property Every_name_is_the_serializers() => Prop.ForAll(Names, name =>
    {
        for (var policy = 0; policy < Policies.Length; policy++)
            Assert.Equal(Policies[policy]?.ConvertName(name) ?? name, WireNames.Of(name, policy));
    });

    [Theory]
    [InlineData("a/b~c", "a~1b~0c")]
    [InlineData("~1", "~01")]
    [InlineData("", "")]
    public void A_name_in_a_pointer_is_escaped(string name, string step) => Assert.Equal(step, WireNames.Escaped(name));

    [Fact]
    public void An_assembly_says_it_for_its_types_and_a_type_for_itself()
    {
        const string Types = """

            [Validated] public partial class A { public string FirstName { get; set; } = ""; }
            [Validated(Naming = System.Text.Json.Serialization.JsonKnownNamingPolicy.KebabCaseLower)] public partial class B { public string FirstName { get; set; } = ""; }
            """;

        var said = Compiling.GeneratedText("[assembly: ValidatedNaming(System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseUpper)]" + Types);
        var unsaid = Compiling.GeneratedText(Types);

        Assert.Contains("\"/FIRST_NAME\"", said, StringComparison.Ordinal);
        Assert.Contains("\"/first-name\"", said, StringComparison.Ordinal);
        Assert.Contains("\"/firstName\"", unsaid, StringComparison.Ordinal);
    }
}
