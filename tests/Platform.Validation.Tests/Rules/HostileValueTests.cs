namespace Platform.Validation.Tests.Rules;

public sealed class HostileValueTests
{
    [Fact]
    public void A_graph_that_goes_in_circles_ends()
    {
        var node = new Node();
        node.Next.Add(node);

        var result = Node.Validator.Validate(node);

        Assert.Equal("VALIDATION_TOO_DEEP", Assert.Single(result.Failures).Code);
        Assert.False(Node.Validator.IsValid(node));
    }

    [Fact]
    public void A_graph_whose_ways_double_at_each_step_ends()
    {
        var node = new Node();
        for (var i = 0; i < 60; i++)
            node = new Node { Next = [node, node] };

        var result = Node.Validator.Validate(node);

        Assert.Equal("VALIDATION_TOO_COSTLY", Assert.Single(result.Failures).Code);
        Assert.True(result.IsTruncated);
    }

    [Fact]
    public void Circles_that_double_end_as_well()
    {
        var node = new Node();
        node.Next.AddRange([node, node]);

        var result = Node.Validator.Validate(node);

        Assert.False(result.IsValid);
        Assert.InRange(result.Failures.Count, 1, 100);
    }

    [Fact]
    public void A_circle_through_derived_types_that_know_nothing_of_each_other_ends()
    {
        var left = new LeftDerived();
        left.Right = new RightDerived { Left = left };

        Assert.Equal("VALIDATION_TOO_DEEP", Assert.Single(LeftBase.Validator.Validate(left).Failures).Code);
        Assert.False(RightBase.Validator.IsValid(left.Right));
    }

    [Fact]
    public void A_circle_through_two_types_and_their_collections_ends()
    {
        var outer = new Outer();
        outer.Inners = [new Inner { Back = new() { ["k"] = outer } }];

        Assert.Equal("VALIDATION_TOO_DEEP", Assert.Single(Outer.Validator.Validate(outer).Failures).Code);
        Assert.False(Inner.Validator.IsValid(outer.Inners[0]));
    }

    [Fact]
    public void Failures_are_counted_up_to_the_limit()
    {
        var node = new Node { Next = [.. Enumerable.Repeat(new Node { Value = -1 }, 1_000)] };

        var result = Node.Validator.Validate(node);

        Assert.Equal(100, result.Failures.Count);
        Assert.True(result.IsTruncated);
    }

    [Fact]
    public void After_a_value_that_broke_every_limit_the_next_is_judged_by_itself()
    {
        Failures_are_counted_up_to_the_limit();

        Assert.Equal("/next/1/value", Assert.Single(Node.Validator.Validate(new Node { Next = [null, new Node { Value = -1 }] }).Failures).InstancePointer);
    }

    [Fact]
    public async Task One_validator_serves_many_threads()
    {
        await Parallel.ForAsync(0, 64, TestContext.Current.CancellationToken, (number, _) =>
        {
            for (var time = 0; time < 200; time++)
            {
                var result = Node.Validator.Validate(new Node { Value = -1, Next = [new Node { Value = -number - 1 }] });
                Assert.Equal(["/value", "/next/0/value"], result.Failures.Select(failure => failure.InstancePointer));
            }
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Naughty_texts_harm_no_rule()
    {
        foreach (var text in Naughty())
        {
            var own = new Own
            {
                Text = text,
                Code = text,
                Hex = text,
                Email = text,
                Colour = text,
                Palindrome = text,
                Tags = [text],
                ByName = new Dictionary<string, Leaf> { [text] = new(text) },
            };
            Assert.Equal(Own.Validator.IsValid(own), Own.Validator.Validate(own).IsValid);
            var annotated = new Annotated { Email = text, Url = text, Phone = text, CreditCard = text, Base64 = text, Pattern = text, Lookahead = text };
            Assert.Equal(Annotated.Validator.IsValid(annotated), Annotated.Validator.Validate(annotated).IsValid);
        }
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_ended_by_its_time_limit()
    {
        var result = Slow.Validator.Validate(new Slow { Text = new string('a', 40) + "!" });

        Assert.Equal("STRING_PATTERN_TIMEOUT", Assert.Single(result.Failures).Code);
    }

    private static IEnumerable<string> Naughty() =>
    [
        "", "\0", "\uD800", "\uDC00\uD800", "\uFFFF", "\u202Eevil", new string('a', 100_000), new string('\u0301', 1_000), "a@" + new string('b', 70_000),
            "\r\n@\r\n", "{0}{minimum}", "%s%n", "'; DROP TABLE x; --", "<script>",
        "\u0130", "ﬀ", "１２３", string.Concat(Enumerable.Repeat("\U0001F468\u200D", 500)),
    ];
}

[Validated]
public sealed partial class Slow
{
    [System.ComponentModel.DataAnnotations.RegularExpression("(?=a)(a+)+b", MatchTimeoutInMilliseconds = 20)]
    public string? Text { get; set; }
}

[Validated]
public partial class LeftBase;

[Validated]
public partial class RightBase;

[Validated]
public partial class LeftDerived : LeftBase
{
    public RightBase? Right { get; set; }
}

[Validated]
public partial class RightDerived : RightBase
{
    public LeftBase? Left { get; set; }
}

[Validated]
public sealed partial class Outer
{
    public List<Inner>? Inners { get; set; }
}

[Validated]
public sealed partial class Inner
{
    public Dictionary<string, Outer>? Back { get; set; }
}
