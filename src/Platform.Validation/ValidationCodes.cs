using System.Buffers;

namespace Platform.Validation;

/// <summary>
/// The stable codes of failures. Each is 1 to 63 capital letters, digits and underscores, a letter first, the form of a reason in
/// google.rpc.ErrorInfo. They name what is wrong with the value, not which technique found it, so a schema's <c>minLength</c> and
/// a typed length rule give the same one.
/// </summary>
public static class ValidationCodes
{
    /// <summary>The bytes are no JSON (RFC 8259). <c>offset</c>: of the first byte that does not fit.</summary>
    public const string JsonMalformed = "JSON_MALFORMED";

    /// <summary>The bytes are no UTF-8. <c>offset</c>: of the first byte that does not fit.</summary>
    public const string JsonNotUtf8 = "JSON_NOT_UTF8";

    /// <summary>An escape stands for half a character. <c>offset</c>.</summary>
    public const string JsonLoneSurrogate = "JSON_LONE_SURROGATE";

    /// <summary>More bytes than allowed. <c>limit</c>.</summary>
    public const string JsonTooLarge = "JSON_TOO_LARGE";

    /// <summary>Objects and arrays are nested more deeply than allowed. <c>limit</c>.</summary>
    public const string JsonTooDeep = "JSON_TOO_DEEP";

    /// <summary>An object has a property twice. <c>property</c>.</summary>
    public const string JsonDuplicateProperty = "JSON_DUPLICATE_PROPERTY";

    /// <summary>An object has more properties than the limit for any object. <c>limit</c>.</summary>
    public const string JsonTooManyProperties = "JSON_TOO_MANY_PROPERTIES";

    /// <summary>An array has more items than the limit for any array. <c>limit</c>.</summary>
    public const string JsonTooManyItems = "JSON_TOO_MANY_ITEMS";

    /// <summary>Checking took more steps than allowed. <c>limit</c>.</summary>
    public const string ValidationTooCostly = "VALIDATION_TOO_COSTLY";

    /// <summary>Checking nested more deeply than allowed. <c>limit</c>.</summary>
    public const string ValidationTooDeep = "VALIDATION_TOO_DEEP";

    /// <summary>The value is of another type. <c>expected</c>, <c>actual</c>.</summary>
    public const string TypeMismatch = "TYPE_MISMATCH";

    /// <summary>The value is none of those allowed. <c>allowed</c>.</summary>
    public const string EnumMismatch = "ENUM_MISMATCH";

    /// <summary>The value is not the one that is allowed. <c>allowed</c>.</summary>
    public const string ConstMismatch = "CONST_MISMATCH";

    /// <summary>Nothing is allowed here.</summary>
    public const string ValueNotAllowed = "VALUE_NOT_ALLOWED";

    /// <summary>The number is less than the minimum. <c>minimum</c>.</summary>
    public const string NumberTooSmall = "NUMBER_TOO_SMALL";

    /// <summary>The number is more than the maximum. <c>maximum</c>.</summary>
    public const string NumberTooLarge = "NUMBER_TOO_LARGE";

    /// <summary>The number must be more than the limit. <c>limit</c>.</summary>
    public const string NumberNotAbove = "NUMBER_NOT_ABOVE";

    /// <summary>The number must be less than the limit. <c>limit</c>.</summary>
    public const string NumberNotBelow = "NUMBER_NOT_BELOW";

    /// <summary>The number is no multiple. <c>divisor</c>.</summary>
    public const string NumberNotMultiple = "NUMBER_NOT_MULTIPLE";

    /// <summary>The text has too few characters (Unicode code points). <c>minimum</c>, <c>actual</c>.</summary>
    public const string StringTooShort = "STRING_TOO_SHORT";

    /// <summary>The text has too many characters (Unicode code points). <c>maximum</c>, <c>actual</c>.</summary>
    public const string StringTooLong = "STRING_TOO_LONG";

    /// <summary>The text does not match the pattern. <c>pattern</c>.</summary>
    public const string StringPatternMismatch = "STRING_PATTERN_MISMATCH";

    /// <summary>Matching took longer than allowed. <c>pattern</c>.</summary>
    public const string StringPatternTimeout = "STRING_PATTERN_TIMEOUT";

    /// <summary>The text is not of the format. <c>format</c>.</summary>
    public const string StringFormatMismatch = "STRING_FORMAT_MISMATCH";

    /// <summary>A property is missing. <c>property</c>.</summary>
    public const string PropertyMissing = "PROPERTY_MISSING";

    /// <summary>A property is missing that another one asks for. <c>property</c>, <c>because</c>.</summary>
    public const string DependentPropertyMissing = "DEPENDENT_PROPERTY_MISSING";

    /// <summary>A property is not allowed here. <c>property</c>.</summary>
    public const string PropertyNotAllowed = "PROPERTY_NOT_ALLOWED";

    /// <summary>The name of a property is not allowed. <c>property</c>.</summary>
    public const string PropertyNameNotAllowed = "PROPERTY_NAME_NOT_ALLOWED";

    /// <summary>The object has too few properties. <c>minimum</c>, <c>actual</c>.</summary>
    public const string PropertiesTooFew = "PROPERTIES_TOO_FEW";

    /// <summary>The object has too many properties. <c>maximum</c>, <c>actual</c>.</summary>
    public const string PropertiesTooMany = "PROPERTIES_TOO_MANY";

    /// <summary>The array has too few items. <c>minimum</c>, <c>actual</c>.</summary>
    public const string ItemsTooFew = "ITEMS_TOO_FEW";

    /// <summary>The array has too many items. <c>maximum</c>, <c>actual</c>.</summary>
    public const string ItemsTooMany = "ITEMS_TOO_MANY";

    /// <summary>Two items are equal. <c>first</c>, <c>second</c>: their indexes.</summary>
    public const string ItemsNotUnique = "ITEMS_NOT_UNIQUE";

    /// <summary>An item is not allowed here. <c>index</c>.</summary>
    public const string ItemNotAllowed = "ITEM_NOT_ALLOWED";

    /// <summary>Too few items are of the kind asked for. <c>minimum</c>, <c>actual</c>.</summary>
    public const string ContainsTooFew = "CONTAINS_TOO_FEW";

    /// <summary>Too many items are of the kind asked for. <c>maximum</c>, <c>actual</c>.</summary>
    public const string ContainsTooMany = "CONTAINS_TOO_MANY";

    /// <summary>The value fits none of the alternatives. <c>alternatives</c>: how many there are.</summary>
    public const string AnyOfNone = "ANY_OF_NONE";

    /// <summary>The value fits none of the alternatives, and must fit exactly one. <c>alternatives</c>.</summary>
    public const string OneOfNone = "ONE_OF_NONE";

    /// <summary>The value fits more than one alternative, and must fit exactly one. <c>first</c>, <c>second</c>: their indexes.</summary>
    public const string OneOfMultiple = "ONE_OF_MULTIPLE";

    /// <summary>The value is what it must not be.</summary>
    public const string NotMatched = "NOT_MATCHED";

    /// <summary>A value is missing where one is required.</summary>
    public const string ValueRequired = "VALUE_REQUIRED";

    /// <summary>The value lies before the first that is allowed: a date, a time. <c>minimum</c>.</summary>
    public const string ValueTooLow = "VALUE_TOO_LOW";

    /// <summary>The value lies after the last that is allowed: a date, a time. <c>maximum</c>.</summary>
    public const string ValueTooHigh = "VALUE_TOO_HIGH";

    /// <summary>The value is one of those that are denied.</summary>
    public const string ValueDenied = "VALUE_DENIED";

    /// <summary>The value differs from that of another member, with which it must agree. <c>other</c>.</summary>
    public const string ValuesDiffer = "VALUES_DIFFER";

    /// <summary>A rule that has no code of its own does not hold.</summary>
    public const string RuleBroken = "RULE_BROKEN";

    /// <summary>The bytes are JSON, and cannot be bound to what is expected there.</summary>
    public const string ValueNotReadable = "VALUE_NOT_READABLE";

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>Whether a text has the form of a code: <c>^[A-Z][A-Z0-9_]{0,62}$</c>.</summary>
    /// <param name="code">The text.</param>
    /// <returns>Whether it has.</returns>
    public static bool IsWellFormed(string? code) => code is { Length: > 0 and <= 63 } && char.IsAsciiLetterUpper(code[0]) && !code.AsSpan().ContainsAnyExcept(CodeCharacters);
}
