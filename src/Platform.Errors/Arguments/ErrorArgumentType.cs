namespace Platform.Errors;

/// <summary>The types an argument of an error can have. They are few so that every one can be written, read and compared exactly on each transport.</summary>
public enum ErrorArgumentType
{
    /// <summary>No value; JSON <c>null</c>.</summary>
    None = 0,

    /// <summary>Text; also <see cref="char"/>, <see cref="Uri"/>, <see cref="Version"/> and enumerations, which go by name.</summary>
    String,

    /// <summary>JSON <c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A signed integer up to 64 bits; a JSON number.</summary>
    Int64,

    /// <summary>An unsigned integer up to 64 bits; a JSON number.</summary>
    UInt64,

    /// <summary>A binary floating point number; a JSON number, or the strings <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    Double,

    /// <summary>A decimal number; a JSON number with its scale kept.</summary>
    Decimal,

    /// <summary>A UUID; a JSON string in the form of RFC 9562 §4.</summary>
    Guid,

    /// <summary>A point in time with its offset; a JSON string in the form of RFC 3339.</summary>
    DateTimeOffset,

    /// <summary>A date; a JSON string <c>yyyy-MM-dd</c>.</summary>
    DateOnly,

    /// <summary>A time of day; a JSON string <c>HH:mm:ss</c> with a fraction where there is one.</summary>
    TimeOnly,

    /// <summary>A length of time; a JSON string in the form of ISO 8601 (<c>PT1M30S</c>).</summary>
    TimeSpan,
}
