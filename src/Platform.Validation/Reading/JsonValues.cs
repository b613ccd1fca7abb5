using System.ComponentModel;
using System.Text.Json;

namespace Platform.Validation.Reading;

/// <summary>Reads single values as the serializer does. What is of another kind is left to it.</summary>
/// <remarks>Where a method gives <see langword="false"/>, nothing has been decided: the serializer is asked, and says what is wrong, if anything is.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonValues
{
    /// <summary>So many items an array may have before it is counted by whoever knows the limits.</summary>
    public const int MostItems = 1_000_000;

    /// <summary>So many entries a dictionary may have before they are counted by whoever knows the limits.</summary>
    public const int MostEntries = 10_000;

    /// <summary>Reads a text.</summary>
    /// <param name="reader">Stands at it.</param>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out string value)
    {
        value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : null!;
        return value is not null;
    }

    /// <summary>Reads a truth value.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out sbyte value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSByte(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out byte value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out short value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt16(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out ushort value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out int value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out uint value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out ulong value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out float value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out double value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value);
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out decimal value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out value);
    }

    /// <summary>Reads a value that is written as a text.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out Guid value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out value);
    }

    /// <summary>Reads a value that is written as a text.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out DateTime value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out value);
    }

    /// <summary>Reads a value that is written as a text.</summary>
    /// <inheritdoc cref="TryRead(ref Utf8JsonReader, out string)"/>
    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out value);
    }
}
