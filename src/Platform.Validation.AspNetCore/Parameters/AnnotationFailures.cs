using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Platform.Validation.AspNetCore.Parameters;

/// <summary>
/// What a broken attribute of System.ComponentModel.DataAnnotations means in codes and facts: the same that it means on a member of a
/// validated type, where the generator has written it down.
/// </summary>
internal static class AnnotationFailures
{
    public static ValidationFailure Of(ValidationAttribute attribute, object? value, string pointer, string? message)
    {
        var (code, arguments) = attribute switch
        {
            RequiredAttribute => (ValidationCodes.ValueRequired, default),
            RangeAttribute range => OfRange(range, value),
            StringLengthAttribute length => OfCount((value as string)?.Length ?? 0, length.MinimumLength, length.MaximumLength, isText: true),
            LengthAttribute length => OfCount(CountOf(value), length.MinimumLength, length.MaximumLength, value is string),
            MinLengthAttribute length => OfCount(CountOf(value), length.Length, int.MaxValue, value is string),
            MaxLengthAttribute length => OfCount(CountOf(value), 0, length.Length, value is string),
            RegularExpressionAttribute pattern => (ValidationCodes.StringPatternMismatch, Fact("pattern", pattern.Pattern)),
            EmailAddressAttribute => OfFormat("email"),
            UrlAttribute => OfFormat("url"),
            PhoneAttribute => OfFormat("phone"),
            CreditCardAttribute => OfFormat("credit-card"),
            Base64StringAttribute => OfFormat("base64"),
            AllowedValuesAttribute allowed => (ValidationCodes.EnumMismatch, Fact("allowed", string.Join(", ", allowed.Values))),
            DeniedValuesAttribute => (ValidationCodes.ValueDenied, default),
            _ => (ValidationCodes.RuleBroken, default),
        };
        var saysItself = code == ValidationCodes.RuleBroken || attribute.ErrorMessageResourceName is not null
            || (attribute.ErrorMessage is { } own && own != DefaultTextOf(attribute));
        return new ValidationFailure(code, pointer, RuleOf(attribute), arguments, ValidationSeverity.Error,
            saysItself && message is not null ? new ValidationText(_ => message) : null);
    }

    /// <summary>The text that an attribute has where nobody gave it one: some say it as if it had been given.</summary>
    private static string? DefaultTextOf(ValidationAttribute attribute) => attribute switch
    {
        EmailAddressAttribute => new EmailAddressAttribute().ErrorMessage,
        UrlAttribute => new UrlAttribute().ErrorMessage,
        PhoneAttribute => new PhoneAttribute().ErrorMessage,
        CreditCardAttribute => new CreditCardAttribute().ErrorMessage,
        Base64StringAttribute => new Base64StringAttribute().ErrorMessage,
        AllowedValuesAttribute => new AllowedValuesAttribute().ErrorMessage,
        DeniedValuesAttribute => new DeniedValuesAttribute().ErrorMessage,
        _ => null,
    };

    private static (string Code, ValidationArguments Arguments) OfRange(RangeAttribute range, object? value)
    {
        // Asked after the attribute has judged, which makes its bounds values of its type.
        var isBelow = value is not null && Compare(range.Minimum, value, range) is { } order && (order > 0 || (order == 0 && range.MinimumIsExclusive));
        var isExclusive = isBelow ? range.MinimumIsExclusive : range.MaximumIsExclusive;
        var bound = isBelow ? range.Minimum : range.Maximum;
        if (!IsNumber(bound))
            return isBelow ? (ValidationCodes.ValueTooLow, Fact("minimum", TextOf(bound))) : (ValidationCodes.ValueTooHigh, Fact("maximum", TextOf(bound)));
        return (isBelow, isExclusive) switch
        {
            (true, true) => (ValidationCodes.NumberNotAbove, Number("limit", bound)),
            (true, false) => (ValidationCodes.NumberTooSmall, Number("minimum", bound)),
            (false, true) => (ValidationCodes.NumberNotBelow, Number("limit", bound)),
            _ => (ValidationCodes.NumberTooLarge, Number("maximum", bound)),
        };
    }

    private static int? Compare(object bound, object value, RangeAttribute range)
    {
        try
        {
            var converted = value.GetType() == range.OperandType ? value : Convert.ChangeType(value, range.OperandType, CultureInfo.InvariantCulture);
            return (bound as IComparable)?.CompareTo(converted);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            // Too large for the type of the bounds is above them.
            return null;
        }
    }

    private static (string Code, ValidationArguments Arguments) OfCount(int actual, int minimum, int maximum, bool isText) => actual < minimum
        ? (isText ? ValidationCodes.StringTooShort : ValidationCodes.ItemsTooFew, new(new("minimum", minimum), new("actual", actual)))
        : (isText ? ValidationCodes.StringTooLong : ValidationCodes.ItemsTooMany, new(new("maximum", maximum), new("actual", actual)));

    private static (string Code, ValidationArguments Arguments) OfFormat(string name) => (ValidationCodes.StringFormatMismatch, Fact("format", name));

    private static int CountOf(object? value) => value switch
    {
        string text => text.Length,
        ICollection collection => collection.Count,
        _ => 0,
    };

    private static bool IsNumber(object bound) => bound is int or long or double or decimal or float or short or byte or uint or ulong or ushort or sbyte;

    private static ValidationArguments Number(string name, object bound) => bound is int or long or short or byte or uint or ushort or sbyte
        ? new(new ValidationArgument(name, Convert.ToInt64(bound, CultureInfo.InvariantCulture)))
        : Fact(name, TextOf(bound));

    private static ValidationArguments Fact(string name, string value) => new(new ValidationArgument(name, value));

    private static string TextOf(object value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The name of the rule: that of the attribute in camel case.</summary>
    private static string RuleOf(ValidationAttribute attribute)
    {
        var name = attribute.GetType().Name;
        if (name.EndsWith("Attribute", StringComparison.Ordinal))
            name = name[..^"Attribute".Length];
        return System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
    }
}
