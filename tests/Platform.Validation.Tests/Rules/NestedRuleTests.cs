namespace Platform.Validation.Tests.Rules;

public sealed class NestedRuleTests
{
    private static readonly Leaf Bad = new("long");

    public static TheoryData<Nest<object>, string> Broken => new()
    {
        { new() { Shape = new Circle { Name = "c" } }, "/shape/radius NUMBER_TOO_SMALL" },
        { new() { Shape = new Ring { Radius = 1, Hole = 1 } }, "/shape/name VALUE_REQUIRED|/shape/hole IS_INSIDE" },
        { new() { Shape = new Blob() }, "/shape/name VALUE_REQUIRED" },
        { new() { List = [new Circle { Name = "c", Radius = 1 }, new Circle { Radius = 1 }, null!] }, "/list/1/name VALUE_REQUIRED|/list/2 VALUE_REQUIRED" },
        { new() { Array = [new("a"), Bad] }, "/array/1/name STRING_TOO_LONG" },
        { new() { Sequence = [null, Bad] }, "/sequence/1/name STRING_TOO_LONG" },
        { new() { Sequence = Enumerable.Repeat(Bad, 2) }, "/sequence/0/name STRING_TOO_LONG|/sequence/1/name STRING_TOO_LONG" },
        { new() { Entries = new() { [-7] = Bad } }, "/entries/-7/name STRING_TOO_LONG" },
        { new() { Deep = new Dictionary<string, List<Leaf>> { ["~/"] = [new("a"), Bad] } }, "/deep/~0~1/1/name STRING_TOO_LONG" },
        { new() { Deep = new SortedList<string, List<Leaf>> { ["k"] = null! } }, "/deep/k VALUE_REQUIRED" },
        { new() { Set = [Bad] }, "/set/0/name STRING_TOO_LONG" },
        { new() { Immutable = [Bad] }, "/immutable/0/name STRING_TOO_LONG" },
        { new() { Point = new(1, -1), MaybePoint = new(-1, 1) }, "/point/y NUMBER_TOO_SMALL|/maybePoint/x NUMBER_TOO_SMALL" },
        { new() { Any = Bad }, "/any/name STRING_TOO_LONG" },
        { new() { Named = new NamedLeaf("") }, "/named/letter STRING_TOO_SHORT" },
        { new() { Inner = new() { Inner = new() { Array = [new(null!)] } } }, "/inner/inner/array/0/name VALUE_REQUIRED" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_nested_is_found_with_its_place(Nest<object> value, string expected)
    {
        Assert.Equal(expected, string.Join('|', Nest<object>.Validator.Validate(value).Failures.Select(failure =>
            $"{failure.InstancePointer} {failure.Code}")));
        Assert.False(Nest<object>.Validator.IsValid(value));
    }

    [Fact]
    public void What_is_sound_or_not_to_be_looked_at_passes() => Assert.Equal("valid", Nest<object>.Validator.Validate(new()
    {
        Shape = new Ring { Name = "r", Radius = 2, Hole = 1 },
        List = [new Circle { Name = "c", Radius = 1 }],
        Array = [new("a")],
        Sequence = new Queue<Leaf?>([null, new("a")]),
        Entries = new() { [1] = new("a") },
        Deep = new SortedList<string, List<Leaf>> { ["k"] = [] },
        Set = [],
        Any = "text",
        Ignored = Bad,
        Inner = new(),
    }).ToString());

    [Fact]
    public void A_type_argument_that_is_a_struct_has_its_rules_as_well() =>
        Assert.Equal("/any/x", Assert.Single(Nest<Point>.Validator.Validate(new() { Any = new(-1, 0) }).Failures).InstancePointer);

    [Fact]
    public void A_value_is_judged_by_what_it_is_and_not_by_how_it_is_held()
    {
        Shape shape = new Ring { Name = "r", Radius = 0, Hole = 5 };

        Assert.Equal(["/radius", "/hole"], Shape.Validator.Validate(shape).Failures.Select(failure => failure.InstancePointer));
        Assert.Equal(["/radius", "/hole"], Circle.Validator.Validate((Circle)shape).Failures.Select(failure => failure.InstancePointer));
    }

    [Theory]
    [InlineData("abcd", 0, "/text STRING_TOO_LONG")]
    [InlineData("bcde", 6, "/text STRING_TOO_LONG|/text STRING_PATTERN_MISMATCH|/hidden NUMBER_TOO_LARGE")]
    [InlineData("abc", 0, "")]
    public void Rules_of_an_unmarked_base_type_are_inherited_an_override_adds_to_them_and_a_hidden_member_is_not_there(string text, int hidden,
        string expected) =>
        Assert.Equal(expected, string.Join('|', Inheriting.Validator.Validate(new Inheriting { Text = text, Hidden = hidden }).Failures.Select(failure =>
            $"{failure.InstancePointer} {failure.Code}")));
}
