namespace CityDesk.Domain;

/// <summary>A resident's answer to one question; more than one value only for <see cref="AttributeDatatype.MultiValueList"/>.</summary>
public sealed class AttributeAnswer
{
    public const int ValueMaxLength = 4_000;

    public required string Code { get; init; }

    public required List<string> Values { get; init; }
}
