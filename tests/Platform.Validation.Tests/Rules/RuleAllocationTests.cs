using System.ComponentModel.DataAnnotations;
using Platform.Testing;

namespace Platform.Validation.Tests.Rules;

public sealed class RuleAllocationTests
{
    private const int FailureBytes = 96;
    private const int ArrayBytes = 24;

    private static readonly Nest<Leaf> Valid = new()
    {
        Shape = new Ring { Name = "r", Radius = 2, Hole = 1 },
        List = [new Circle { Name = "c", Radius = 1 }, new Ring { Name = "r", Radius = 2 }],
        Array = [new("a"), new("b")],
        Sequence = new List<Leaf?> { new("a"), null },
        Entries = new() { [1] = new("a") },
        Deep = new Dictionary<string, List<Leaf>> { ["k"] = [new("a")] },
        Set = [new("a")],
        Immutable = [new("a")],
        MaybePoint = new(1, 2),
        Any = new("a"),
        Named = new NamedLeaf("a"),
        Inner = new() { Shape = new Circle { Name = "c", Radius = 3 } },
    };

    private static readonly Own Own = new()
    {
        Text = "\U0001F600\U0001F600",
        Fraction = 0.5,
        Amount = 1.25m,
        Day = new(2000, 5, 5),
        Time = new(9, 0),
        Code = "AB12",
        Hex = "0f",
        Email = "ada@example.com",
        Colour = "red",
        Number = 2,
        Tags = new[] { "a", "b" },
        BelowWhole = 0,
    };

    private static readonly Annotated Annotated = new()
    {
        Required = "a",
        RequiredOrEmpty = "",
        RequiredNumber = 1,
        StringLength = "abc",
        MinMaxText = "abc",
        MinMaxList = [1, 2],
        LengthArray = [1],
        RangeInt = 1,
        RangeDouble = 1,
        RangeDecimal = 1,
        Pattern = "abc",
        Lookahead = "abc",
        Email = "a@b",
        Url = "http://a",
        Phone = "+1 (425) 555-0100 x3",
        CreditCard = "4111 1111 1111 1111",
        Base64 = "QQ==",
        AllowedOrNull = "a",
        Allowed = 1,
        Denied = "c",
        Same = "c",
    };

    [Fact]
    [AllocationTestOf(typeof(Validator<Own>), nameof(Validator<>.IsValid))]
    [AllocationTestOf(typeof(Validator<Own>), nameof(Validator<>.Validate), typeof(Own), typeof(ReadOnlySpan<string>))]
    public void A_valid_value_is_judged_without_allocating() => AllocationMeter.AssertAllocatesNothing(static () =>
    {
        if (!Nest<Leaf>.Validator.IsValid(Valid) || !Nest<Leaf>.Validator.Validate(Valid).IsValid || !Own.Validator.Validate(Own, "some", "sets").IsValid)
            throw new InvalidOperationException();
    });

    [Fact]
    [AllocationTestOf(typeof(Validator<Own>), nameof(Validator<>.Validate), typeof(Own), typeof(IValidationSink), typeof(ReadOnlySpan<string>))]
    public void Neither_does_a_sink_that_gets_what_is_wrong_in_the_value_itself()
    {
        var sink = new Counting();
        var invalid = Own with { Whole = 0, Text = "a" };
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!Own.Validator.Validate(Own, sink) || Own.Validator.Validate(invalid, sink))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Saying_no_allocates_nothing()
    {
        var invalid = Own with { Whole = 0 };
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (Own.Validator.IsValid(invalid))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void An_invalid_value_costs_the_list_of_its_failures_and_nothing_else()
    {
        var invalid = Own with { Whole = 10, Text = "a", Colour = "blue" };
        AllocationMeter.AssertBytesPerCall(ArrayBytes + (3 * FailureBytes), () =>
        {
            if (Own.Validator.Validate(invalid).IsValid)
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Neither_does_one_whose_failures_stand_in_nested_values_cost_more_once_their_places_were_told()
    {
        var invalid = new Nest<Leaf> { Immutable = [], Shape = new Ring { Name = "", Radius = 2, Hole = 1 }, Array = [new("a"), new(""), new("")] };
        var places = Nest<Leaf>.Validator.Validate(invalid).Failures.Select(static failure => failure.InstancePointer).ToList();
        Assert.Contains("/array/1/name", places);
        AllocationMeter.AssertBytesPerCall(ArrayBytes + (places.Count * FailureBytes), () =>
        {
            if (Nest<Leaf>.Validator.Validate(invalid).IsValid)
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void What_somebody_sent_as_a_key_is_told_and_not_kept()
    {
        var invalid = new Nest<Leaf> { Immutable = [], Deep = new Dictionary<string, List<Leaf>> { ["secret"] = [new("")] } };

        var (first, second) = (Place(), Place());

        Assert.Equal("/deep/secret/0/name", first);
        Assert.Equal(first, second);
        Assert.NotSame(first, second);

        string Place() => Assert.Single(Nest<Leaf>.Validator.Validate(invalid).Failures).InstancePointer;
    }

    [Fact]
    public void Attributes_of_DataAnnotations_allocate_nothing_but_for_those_that_have_to_be_asked_themselves()
    {
        Assert.True(Annotated.Validator.IsValid(Annotated), Annotated.Validator.Validate(Annotated).ToString());
        var plain = new PlainAnnotated(Annotated.Email, Annotated.Phone, Annotated.CreditCard, Annotated.Pattern, Annotated.Base64, Annotated.Url, 3,
            DayOfWeek.Friday, "a");
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!PlainAnnotated.Validator.IsValid(plain))
                throw new InvalidOperationException();
        });
    }

    private sealed class Counting : IValidationSink
    {
        public bool Add(in ValidationFailure failure) => true;
    }
}

[Validated]
public sealed partial record PlainAnnotated(
    [EmailAddress] string? Email,
    [Phone] string? Phone,
    [CreditCard] string? Card,
    [RegularExpression("[a-c]+|x")] string? Pattern,
    [Base64String] string? Base64,
    [Url] string? Url,
    [Range(1, 3)] int Number,
    [EnumDataType(typeof(DayOfWeek))] DayOfWeek Day,
    [AllowedValues("a", "b"), DeniedValues("c"), Length(1, 2)] string? Letter);
