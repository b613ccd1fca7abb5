using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Platform.Testing;
using Platform.Validation.Rules;
using Platform.Validation.Rules.TypeScript;

namespace Platform.Validation.Tests.Rules.TypeScript;

public sealed class TypeScriptTests
{
    private static string Module => new TypeScriptModule().Add<Order>().Add<Node>().Add<Ring>().Add<Leaf>().ToString();

    [Fact]
    public void A_module_has_an_interface_for_each_type_with_its_limits() => Snapshot.Matches("Platform.Validation.Tests", "module.ts", Module);

    [Fact]
    public async Task The_compiler_lets_in_what_the_rules_let_in_and_refuses_what_a_type_can_refuse() =>
        Assert.Equal("", await Compiler.CompileAsync(Module, TestContext.Current.CancellationToken));

    [Fact]
    public void One_type_brings_those_that_are_nested_in_it()
    {
        var text = Node.Validator.ToTypeScript();

        Assert.Equal("""
            export interface Node {
              /** @minimum 0 */
              value?: number;
              next?: (Node | null)[];
            }

            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void A_type_that_is_added_twice_stands_once() =>
        Assert.Equal(Leaf.Validator.ToTypeScript(), new TypeScriptModule().Add<Leaf>().Add<Leaf>().ToString());

    [Theory]
    [InlineData("A.B.Order|C.Order", "A_B_Order C_Order")]
    [InlineData("A.Order", "Order")]
    [InlineData("A.Page(B.Item)", "Page_B_Item_")]
    [InlineData("A.string|B.Record", "A_string B_Record")]
    [InlineData("A.B_C|A_B.C|X.C", "B_C A_B_C X_C")]
    [InlineData("A.Ärger", "Ärger")]
    public void Names_are_as_short_as_can_be(string full, string expected)
    {
        var names = TypeScriptNames.Of(full.Split('|'));

        Assert.Equal(expected.Split(' '), full.Split('|').Select(name => names[name]));
    }
}

/// <summary>Everything that a member may be.</summary>
[Validated]
public sealed partial class Order
{
    [JsonPropertyName("odd-name"), TextLength(1, 5)]
    public required string Name { get; init; }

    [OneOf("red", "green"), TextLength(0, 10)]
    public string? Colour { get; init; }

    [OneOf("one", "two \"*/ 2")]
    public required string Kind { get; init; }

    [OneOf(1, 2)]
    public required int Size { get; init; }

    [OneOf("a", "b"), OneOf("b", "c")]
    public string? Exact { get; init; }

    [Format("email")]
    public string? Note { get; init; }

    public bool Flag { get; init; }

    public bool? Maybe { get; init; }

    [JsonPropertyName("class"), NotEmpty]
    public string? Class { get; init; }

    [Range(1, 9), MultipleOf(3)]
    public int Threes { get; init; }

    [Minimum(0, IsExclusive = true), Maximum("0.5")]
    public decimal Share { get; init; }

    public required Leaf Leaf { get; init; }

    [ItemCount(1, 3), UniqueItems]
    public required List<Leaf> Leaves { get; init; }

    [ItemCount(0, 9), TextLength(1, 2, Each = true)]
    public List<string>? Tags { get; init; }

    public required Dictionary<string, int> Counts { get; init; }

    public DateOnly Day { get; init; }
}
