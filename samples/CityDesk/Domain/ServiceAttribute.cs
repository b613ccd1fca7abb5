namespace CityDesk.Domain;

/// <summary>One question of a service definition.</summary>
public sealed class ServiceAttribute
{
    public required string Code { get; init; }

    /// <summary>Starts at 1 and is unique within its service.</summary>
    public required int Order { get; init; }

    /// <summary><see langword="false"/> when the attribute only informs the resident and takes no answer.</summary>
    public bool Variable { get; init; } = true;

    public required AttributeDatatype Datatype { get; init; }

    public bool Required { get; init; }

    public string DatatypeDescription { get; init; } = "";

    public required string Description { get; init; }

    /// <summary>The choices of a value list; empty for every other datatype.</summary>
    public List<AttributeOption> Options { get; init; } = [];
}

/// <summary>One choice of a value list.</summary>
public sealed class AttributeOption
{
    public required string Key { get; init; }

    public required string Name { get; init; }
}

/// <summary>What kind of answer a question takes (GeoReport v2, GET Service Definition, <c>datatype</c>).</summary>
public enum AttributeDatatype
{
    /// <summary>Text without line breaks.</summary>
    String,

    Number,

    /// <summary>An ISO 8601 date and time with its offset.</summary>
    DateTime,

    /// <summary>Text that may contain line breaks.</summary>
    Text,

    SingleValueList,

    MultiValueList,
}
