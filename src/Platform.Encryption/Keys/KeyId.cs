using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Encryption.Keys;

/// <summary>Names a <see cref="DataKey"/> and commits to it: 32 bytes that are computed from the key, so that no two keys share one.</summary>
/// <remarks>Not a secret. It stands in every sealed value and may stand in logs. Format: docs/reference/encryption-format.md, "Keys".</remarks>
public readonly struct KeyId : IEquatable<KeyId>
{
    /// <summary>The length of an id in bytes: 32.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    internal KeyId(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Reads an id from its 32 bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Length"/> bytes.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> has another length.</exception>
    public static KeyId FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new KeyId(bytes) : throw new ArgumentException($"A key id has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads an id from its 64 hexadecimal digits.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not 64 hexadecimal digits.</exception>
    public static KeyId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 2 * Length ? new KeyId(Convert.FromHexString(text)) : throw new FormatException($"A key id has {2 * Length} hexadecimal digits, not {text.Length}.");
    }

    /// <summary>Reads which key a sealed value names, of whichever kind it is.</summary>
    /// <param name="value">The sealed value.</param>
    /// <param name="id">The id, as the value says; that it is true shows only when it opens.</param>
    /// <returns><see langword="false"/> if it is no sealed value of a known format.</returns>
    public static bool TryReadFrom(ReadOnlySpan<byte> value, out KeyId id)
    {
        var isSealed = Formats.SealedFormat.IsSealed(value);
        id = isSealed ? new KeyId(value[2..]) : default;
        return isSealed;
    }

    /// <summary>Writes the 32 bytes of the id.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <inheritdoc/>
    public bool Equals(KeyId other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is KeyId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _a.GetHashCode();

    /// <summary>The id as 64 lower-case hexadecimal digits.</summary>
    /// <returns>The digits.</returns>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";

    /// <summary>Whether two ids are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if all 32 bytes are equal.</returns>
    public static bool operator ==(KeyId left, KeyId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if a byte differs.</returns>
    public static bool operator !=(KeyId left, KeyId right) => !left.Equals(right);
}
