using System.Globalization;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Errors;

[Properties(Arbitrary = [typeof(Arbitraries)])]
public sealed class ErrorArgumentTests
{
    [Property]
    public bool Every_type_comes_back_as_it_went_in(string? text, bool truth, long number, ulong natural, decimal money, Guid id, DateTimeOffset time, TimeSpan span) =>
        ((ErrorArgument)text).TryGetString(out var textBack) == text is not null && textBack == text
        && ((ErrorArgument)truth).TryGetBoolean(out var truthBack) && truthBack == truth
        && ((ErrorArgument)number).TryGetInt64(out var numberBack) && numberBack == number
        && ((ErrorArgument)natural).TryGetUInt64(out var naturalBack) && naturalBack == natural
        && ((ErrorArgument)money).TryGetDecimal(out var moneyBack) && moneyBack == money && moneyBack.Scale == money.Scale
        && ((ErrorArgument)id).TryGetGuid(out var idBack) && idBack == id
        && ((ErrorArgument)time).TryGetDateTimeOffset(out var timeBack) && timeBack.EqualsExact(time)
        && ((ErrorArgument)span).TryGetTimeSpan(out var spanBack) && spanBack == span;

    [Property]
    public bool An_argument_is_only_what_it_is(ErrorArgument argument)
    {
        var answers = new (ErrorArgumentType Type, bool Is)[]
        {
            (ErrorArgumentType.String, argument.TryGetString(out _)),
            (ErrorArgumentType.Boolean, argument.TryGetBoolean(out _)),
            (ErrorArgumentType.Double, argument.TryGetDouble(out _)),
            (ErrorArgumentType.Decimal, argument.TryGetDecimal(out _)),
            (ErrorArgumentType.Guid, argument.TryGetGuid(out _)),
            (ErrorArgumentType.DateTimeOffset, argument.TryGetDateTimeOffset(out _)),
            (ErrorArgumentType.DateOnly, argument.TryGetDateOnly(out _)),
            (ErrorArgumentType.TimeOnly, argument.TryGetTimeOnly(out _)),
            (ErrorArgumentType.TimeSpan, argument.TryGetTimeSpan(out _)),
        };
        return answers.All(answer => answer.Is == (answer.Type == argument.Type));
    }

    [Property]
    public bool Equality_and_hash_agree_with_the_boxed_value(ErrorArgument one, ErrorArgument other)
    {
        var same = one.Type == other.Type && (one.Type == ErrorArgumentType.Decimal ? one.ToString() == other.ToString()
            : one.ToObject() is DateTimeOffset time ? time.EqualsExact((DateTimeOffset)other.ToObject()!)
            : one.ToObject() is double number ? BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)other.ToObject()!)
            : Equals(one.ToObject(), other.ToObject()));
        return one == other == same && one != other != same && one.Equals((object)one) && (!same || one.GetHashCode() == other.GetHashCode());
    }

    [Property]
    public bool The_text_is_what_the_value_itself_says(ErrorArgument argument)
    {
        var expected = argument.ToObject() is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : argument.ToObject()?.ToString() ?? "";
        return argument.ToString() == expected;
    }

    [Fact]
    public void A_whole_number_is_read_as_either_type_where_it_fits()
    {
        Assert.True(((ErrorArgument)5UL).TryGetInt64(out var number));
        Assert.Equal(5, number);
        Assert.True(((ErrorArgument)5).TryGetUInt64(out var natural));
        Assert.Equal(5UL, natural);
        Assert.False(((ErrorArgument)ulong.MaxValue).TryGetInt64(out _));
        Assert.False(((ErrorArgument)(-1)).TryGetUInt64(out _));
    }

    [Fact]
    public void Every_integer_of_the_language_is_a_whole_number()
    {
        ErrorArgument[] arguments = [(sbyte)-1, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, (nint)5];

        Assert.All(arguments, argument => Assert.Equal(ErrorArgumentType.Int64, argument.Type));
        Assert.Equal(
            ["-1", "255", "-32768", "65535", "-2147483648", "4294967295", "-9223372036854775808", "5"],
            arguments.Select(argument => argument.ToString()));
        Assert.Equal((ErrorArgument)0.5, (ErrorArgument)0.5f);
    }

    [Fact]
    public void Types_that_go_as_text_do()
    {
        Assert.Equal("x", (ErrorArgument)'x');
        Assert.Equal("https://a.example/b?c", (ErrorArgument)new Uri("https://a.example/b?c"));
        Assert.Equal("1.2.3", (ErrorArgument)new Version(1, 2, 3));
        Assert.Equal("Friday", ErrorArgument.OfEnum(DayOfWeek.Friday));
        Assert.Equal("77", ErrorArgument.OfEnum((DayOfWeek)77));
        Assert.Equal(default, (ErrorArgument)(string?)null);
        Assert.Equal(default, (ErrorArgument)(Uri?)null);
        Assert.Equal(default, (ErrorArgument)(Version?)null);
    }

    [Fact]
    public void Every_payload_of_not_a_number_is_the_same_value() =>
        Assert.Equal((ErrorArgument)double.NaN, (ErrorArgument)BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001));

    [Fact]
    public void A_destination_that_is_too_short_is_said_so()
    {
        foreach (var type in Enum.GetValues<ErrorArgumentType>().Where(type => type != ErrorArgumentType.None))
        {
            ErrorArgument argument = type switch
            {
                ErrorArgumentType.String => "text",
                ErrorArgumentType.Boolean => true,
                ErrorArgumentType.Int64 => 1L,
                ErrorArgumentType.UInt64 => 1UL,
                ErrorArgumentType.Double => 1.5,
                ErrorArgumentType.Decimal => 1.5m,
                ErrorArgumentType.Guid => Guid.Empty,
                ErrorArgumentType.DateTimeOffset => DateTimeOffset.UnixEpoch,
                ErrorArgumentType.DateOnly => DateOnly.MinValue,
                ErrorArgumentType.TimeOnly => TimeOnly.MinValue,
                _ => TimeSpan.Zero,
            };
            Assert.False(argument.TryFormat([], out var written, default, null));
            Assert.Equal(0, written);
        }
    }
}
