namespace Platform.Validation.Schema.Tape;

/// <summary>What a value on the tape is. The number is the bit of the value's kind in a mask of kinds.</summary>
internal static class TapeKind
{
    public const uint Null = 0;
    public const uint False = 1;
    public const uint True = 2;

    /// <summary>A number written without fraction and exponent.</summary>
    public const uint Integer = 3;

    /// <summary>A number written with a fraction or an exponent; it may still be an integer, as 1.0 is.</summary>
    public const uint Number = 4;

    public const uint String = 5;
    public const uint Object = 6;
    public const uint Array = 7;

    /// <summary>From here on a word holds an object or an array.</summary>
    public const uint FirstContainer = Object << JsonTape.KindShift;

    public static string NameOf(uint kind) => kind switch
    {
        Null => "null",
        False or True => "boolean",
        Integer => "integer",
        Number => "number",
        String => "string",
        Object => "object",
        _ => "array",
    };
}
