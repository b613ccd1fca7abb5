using System.ComponentModel.DataAnnotations;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using DataResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Platform.Validation.Tests.Rules;

/// <summary>Attributes of System.ComponentModel.DataAnnotations get from us the answers that their own validator gives.</summary>
public sealed class AnnotationAgreementTests
{
    private static readonly string?[] Texts =
    [
        null, "", " ", "\t\n", "a", "b", "c", "x", "ab", "xa", "abc", "abcabc", "a\n", "\u00E9", "\U0001F600", "\uD800", "a@b", "@b", "a@", "a@@b", "a b@c",
            "a@b\r", "http://a", "HTTPS://a", "ftp://", "mailto:a", "http:/a",
        "1", "+1 (425) 555-0100", "555 x12", "555 ext. 12", "555 ext12", "555x", "x12", "5+5 e+xt3", "555 EXT.1x2", "4111 1111 1111 1111",
            "4111-1111-1111-1112", "0", "00", "18", "-", "QQ==", "QQ=", "Q Q = =", "====", "٣",
    ];

    public static Arbitrary<Annotated> Values { get; } = Arb.From(
        from texts in Gen.ArrayOf(Gen.OneOf(Gen.Elements(Texts),
            Gen.Elements("+", "-", "1", "2", "x", "e", "t", ".", " ", "@", "a", "=").ArrayOf().Select(parts => (string?)string.Concat(parts))), 18)
        from numbers in Gen.ArrayOf(Gen.Choose(-5, 12), 10)
        from floating in Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1.5, -1.6, 0, 2.5, 2.500001)
        from amount in Gen.Elements<decimal?>(null, 0m, 0.01m, 0.009m, 99.99m, 100m, decimal.MaxValue)
        from date in Gen.Elements<DateTime?>(null, default(DateTime), new DateTime(2000, 1, 1), new DateTime(2030, 12, 31),
            new DateTime(2030, 12, 31, 1, 0, 0), DateTime.MaxValue)
        select new Annotated
        {
            Required = texts[0],
            RequiredOrEmpty = texts[1],
            RequiredNumber = numbers[0] < 0 ? null : numbers[0],
            StringLength = texts[2],
            MinMaxText = texts[3],
            MinMaxList = numbers[1] < 0 ? null : [.. Enumerable.Range(0, numbers[1])],
            LengthArray = numbers[2] < 0 ? null : [.. Enumerable.Range(0, numbers[2])],
            RangeInt = numbers[3],
            RangeExclusive = numbers[4],
            RangeDouble = floating,
            RangeDecimal = amount,
            RangeDate = date,
            Pattern = texts[4],
            Lookahead = texts[5],
            Email = texts[6],
            Url = texts[7],
            Phone = texts[8],
            CreditCard = texts[9],
            Base64 = texts[10],
            AllowedOrNull = texts[11],
            Allowed = numbers[5],
            Denied = texts[12],
            Same = numbers[6] < 0 ? texts[12] : texts[13],
            Day = (DayOfWeek)numbers[7],
            Share = numbers[8] < 0 ? null : (FileShare)numbers[8],
            Even = numbers[9] < 0 ? null : numbers[9],
            Lucky = numbers[0],
        });

    [Property(MaxTest = 2_000)]
    public Property The_same_members_fail_as_often() => Prop.ForAll(Values, value =>
    {
        var theirs = new List<DataResult>();
        var isValid = System.ComponentModel.DataAnnotations.Validator.TryValidateObject(value, new ValidationContext(value), theirs,
            validateAllProperties: true);
        var ours = Annotated.Validator.Validate(value);

        Assert.Equal(isValid, ours.IsValid);
        Assert.Equal(isValid, Annotated.Validator.IsValid(value));
        Assert.Equal(
            theirs.Select(result => "/" + char.ToLowerInvariant(result.MemberNames.Single()[0])
                + result.MemberNames.Single()[1..]).Order(StringComparer.Ordinal),
            ours.Failures.Select(failure => failure.InstancePointer).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void An_attribute_that_has_a_text_of_its_own_keeps_it()
    {
        var result = WithTexts.Validator.Validate(new WithTexts { Name = "abcdef", Age = 200 });

        Assert.Equal(["Your name has at most 3 letters, not more.", "The field Years must be between 1 and 99."],
            result.Failures.Select(failure => failure.GetMessage()));
    }

    [Fact]
    public void An_object_that_validates_itself_is_asked_where_nothing_else_is_wrong_and_its_members_are_placed()
    {
        Assert.Equal(["/from: RULE_BROKEN: From lies after To.", "(root): RULE_BROKEN: Too long."],
            Period.Validator.Validate(new Period { From = 20, To = 3 }).Failures.Select(failure => failure.ToString()));
        Assert.Equal("/to: VALUE_REQUIRED: A value is required.", Period.Validator.Validate(new Period { From = 20 }).ToString());
        Assert.True(Period.Validator.IsValid(new Period { From = 1, To = 3 }));
    }
}

[Validated]
public sealed partial class WithTexts
{
    [StringLength(3, ErrorMessage = "Your {0} has at most {1} letters, not more."), Display(Name = "name")]
    public string? Name { get; set; }

    [Range(1, 99, ErrorMessage = "The field {0} must be between {1} and {2}."), System.ComponentModel.DisplayName("Years")]
    public int Age { get; set; }
}

[Validated]
public sealed partial class Period : IValidatableObject
{
    public int From { get; set; }

    [Required]
    public int? To { get; set; }

    public IEnumerable<DataResult> Validate(ValidationContext validationContext)
    {
        if (From > To)
            yield return new("From lies after To.", [nameof(From)]);
        if (From > 10)
            yield return new("Too long.");
    }
}
