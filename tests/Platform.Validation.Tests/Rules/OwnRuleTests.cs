using System.Globalization;

namespace Platform.Validation.Tests.Rules;

public sealed class OwnRuleTests
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static TheoryData<Own, string> Broken => new()
    {
        { new Own { Needed = null }, "/needed VALUE_REQUIRED notEmpty A value is required." },
        { new Own { Needed = " \t" }, "/needed VALUE_REQUIRED notEmpty A value is required." },
        { new Own { SomeItems = [] }, "/someItems VALUE_REQUIRED notEmpty A value is required." },
        { new Own { Text = "a" }, "/text STRING_TOO_SHORT textLength Must have at least 2 characters, and has 1." },
        { new Own { Text = "\U0001F600" }, "/text STRING_TOO_SHORT textLength Must have at least 2 characters, and has 1." },
        { new Own { Text = "abcd" }, "/text STRING_TOO_LONG textLength Must have at most 3 characters, and has 4." },
        { new Own { Whole = 0 }, "/whole NUMBER_TOO_SMALL minimum Must be at least 1." },
        { new Own { Whole = int.MaxValue }, "/whole NUMBER_TOO_LARGE maximum Must be at most 9." },
        { new Own { Fraction = 0 }, "/fraction NUMBER_NOT_ABOVE minimum Must be more than 0." },
        { new Own { Fraction = 1 }, "/fraction NUMBER_NOT_BELOW maximum Must be less than 1." },
        { new Own { Amount = 0.001m },
            "/amount NUMBER_TOO_SMALL minimum Must be at least 0.01.|/amount NUMBER_NOT_MULTIPLE multipleOf Must be a multiple of 0.01." },
        { new Own { Amount = 10 }, "/amount NUMBER_TOO_LARGE maximum Must be at most 9.99." },
        { new Own { Day = new(1999, 12, 31) }, "/day VALUE_TOO_LOW minimum Must not be before 2000-01-01." },
        { new Own { Day = new(2001, 1, 1) }, "/day VALUE_TOO_HIGH maximum Must not be after 2000-12-31." },
        { new Own { Time = new(7, 59) }, "/time VALUE_TOO_LOW minimum Must not be before 08:00:00." },
        { new Own { Duration = TimeSpan.FromHours(1.1) }, "/duration VALUE_TOO_HIGH maximum Must not be after 01:00:00." },
        { new Own { Instant = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)) },
            "/instant VALUE_TOO_LOW minimum Must not be before 2000-01-01T00:00:00Z." },
        { new Own { Fives = 12 }, "/fives NUMBER_NOT_MULTIPLE multipleOf Must be a multiple of 5." },
        { new Own { Code = "AB1\n" }, "/code STRING_PATTERN_MISMATCH pattern Must match the pattern ^[A-Z]{2}[0-9]+\\z." },
        { new Own { Hex = "0G" }, "/hex STRING_PATTERN_MISMATCH pattern Must match the pattern ^[0-9a-f]+\\z." },
        { new Own { Email = "a@b@c" }, "/email STRING_FORMAT_MISMATCH format Must have the format email." },
        { new Own { Email = "\uD800@example.com" }, "/email STRING_FORMAT_MISMATCH format Must have the format email." },
        { new Own { Colour = "Red" }, "/colour ENUM_MISMATCH oneOf Must be one of: red, green." },
        { new Own { Number = 4 }, "/number ENUM_MISMATCH oneOf Must be one of: 1, 2, 3." },
        { new Own { Weekday = (DayOfWeek)7 },
            "/weekday ENUM_MISMATCH defined Must be one of: Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday." },
        { new Own { Share = (FileShare)64 }, "/share ENUM_MISMATCH defined Must be one of: None, Read, Write, ReadWrite, Delete, Inheritable." },
        { new Own { Tags = [] }, "/tags ITEMS_TOO_FEW itemCount Must have at least 1 items, and has 0." },
        { new Own { Tags = ["a", "b", "a"] },
            "/tags ITEMS_TOO_MANY itemCount Must have at most 2 items, and has 3.|/tags ITEMS_NOT_UNIQUE uniqueItems The items 0 and 2 are equal." },
        { new Own { Tags = ["a", "bcd"] }, "/tags/1 STRING_TOO_LONG textLength Must have at most 2 characters, and has 3." },
        { new Own { Tags = ["a", null!] }, "/tags/1 VALUE_REQUIRED required A value is required." },
        { new Own { ByName = new Dictionary<string, Leaf> { ["a/b~"] = new("long"), ["b"] = new("b") } },
            "/by~1name~0 PROPERTIES_TOO_MANY itemCount Must have at most 1 properties, and has 2.|/by~1name~0/a~1b~0/name STRING_TOO_LONG textLength Must have at most 3 characters, and has 4." },
        { new Own { Palindrome = "ab" }, "/palindrome IS_PALINDROME isPalindrome Read it backwards." },
        { new Own { BelowWhole = 1 }, "/belowWhole TOO_MUCH isBelow TOO_MUCH" },
        { new Own { Quiet = "A" }, "/quiet IS_QUIET isQuiet IS_QUIET" },
    };

    public static TheoryData<Own> Sound => new()
    {
        new Own(),
        new Own
        {
            Text = "\U0001F600\U0001F600\U0001F600",
            Whole = 9,
            Fraction = 0.5,
            Amount = 9.99m,
            Day = new(2000, 12, 31),
            Time = new(8, 0),
            Duration = TimeSpan.FromHours(1),
        },
        new Own
        {
            Instant = new DateTimeOffset(2000, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)),
            Fives = -10,
            Code = "AB1",
            Hex = "0f",
            Email = "\"a b\"@example.com",
            Colour = "red",
            Number = 3,
        },
        new Own
        {
            Weekday = DayOfWeek.Saturday,
            Share = FileShare.Read | FileShare.Delete,
            Tags = ["a", "bc"],
            ByName = new Dictionary<string, Leaf> { [""] = new("abc") },
            Palindrome = "aba",
            BelowWhole = 0,
            Quiet = "a",
        },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_reported_with_code_place_name_and_text(Own value, string expected)
    {
        var result = Own.Validator.Validate(value);

        Assert.Equal(expected,
            string.Join('|', result.Failures.Select(failure => $"{failure.InstancePointer} {failure.Code} {failure.Rule} {failure.GetMessage(Invariant)}")));
        Assert.False(result.IsValid);
        Assert.False(Own.Validator.IsValid(value));
    }

    [Theory]
    [MemberData(nameof(Sound))]
    public void Nothing_is_reported_where_all_rules_hold(Own value)
    {
        Assert.Equal("valid", Own.Validator.Validate(value).ToString());
        Assert.True(Own.Validator.IsValid(value));
        Assert.True(Own.Validator.Validate(value, new Collecting()));
    }

    [Fact]
    public void Not_a_number_is_refused_by_each_bound() =>
        Assert.Equal(["NUMBER_NOT_ABOVE", "NUMBER_NOT_BELOW"],
            Own.Validator.Validate(new Own { Fraction = double.NaN }).Failures.Select(failure => failure.Code));

    [Fact]
    public void A_sink_takes_failures_until_it_has_enough()
    {
        var sink = new Collecting { Most = 1 };

        Assert.False(Own.Validator.Validate(new Own { Whole = 0, Text = "a" }, sink));
        Assert.Equal("/text", Assert.Single(sink.Failures).InstancePointer);
    }

    [Fact]
    public void Nothing_at_all_is_a_failure_and_no_exception()
    {
        Assert.Equal("(root): VALUE_REQUIRED: A value is required.", Own.Validator.Validate(null!).ToString());
        Assert.False(Own.Validator.IsValid(null!));
        Assert.Null(Own.Validator.Sanitize(null!));
    }

    private sealed class Collecting : IValidationSink
    {
        public int Most { get; init; } = int.MaxValue;

        public List<ValidationFailure> Failures { get; } = [];

        public bool Add(in ValidationFailure failure)
        {
            Failures.Add(failure);
            return Failures.Count < Most;
        }
    }
}
