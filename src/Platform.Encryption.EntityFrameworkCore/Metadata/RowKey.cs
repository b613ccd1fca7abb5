using System.Buffers.Binary;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>How the key of a row becomes bytes. Part of what is stored: a change would make every value unreadable. README, "Row keys".</summary>
internal static class RowKey
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool CanEncode(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum || type == typeof(Guid) || type == typeof(string) || type == typeof(byte[]) || IsInteger(type);
    }

    /// <summary>Encodes the values of a key, in its order.</summary>
    public static byte[] Encode(IReadOnlyList<IProperty> properties, ReadOnlySpan<object?> values)
    {
        if (values.Length == 1)
            return Encode(properties[0], Stored(properties[0], values[0]));
        var stored = new object?[values.Length];
        for (var i = 0; i < values.Length; i++)
            stored[i] = Stored(properties[i], values[i]);
        return EncodeStored(properties, stored);
    }

    /// <summary>The same of values as the database has them.</summary>
    public static byte[] EncodeStored(IReadOnlyList<IProperty> properties, ReadOnlySpan<object?> stored)
    {
        if (stored.Length == 1)
            return Encode(properties[0], stored[0]);
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        for (var i = 0; i < stored.Length; i++)
        {
            var part = Encode(properties[i], stored[i]);
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)part.Length));
            bytes.Write(length);
            bytes.Write(part);
        }
        return bytes.ToArray();
    }

    private static object? Stored(IProperty property, object? value) => property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static byte[] Encode(IProperty property, object? stored)
    {
        switch (stored)
        {
            case Guid id:
                return id.ToByteArray(bigEndian: true);
            case string text:
                return StrictUtf8.GetBytes(text);
            case byte[] bytes:
                return bytes;
            case Enum or sbyte or byte or short or ushort or int or uint or long:
                var integer = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(integer, Convert.ToInt64(stored, System.Globalization.CultureInfo.InvariantCulture));
                return integer;
            default:
                throw new InvalidOperationException($"{property.DeclaringType.DisplayName()}.{property.Name} has no value that a sealed value can be bound to.");
        }
    }

    private static bool IsInteger(Type type) => Type.GetTypeCode(type) is TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64;
}
