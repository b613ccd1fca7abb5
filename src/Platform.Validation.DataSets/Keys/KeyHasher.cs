using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Gives each value a key of 128 bits. Numbers, times and identifiers are their own key, so two of them never share one. Texts are
/// hashed with SipHash-1-3 under a key of the run: nobody who does not know it can make two that collide, and by chance it happens
/// among a billion different texts with a probability of 1.5e-21.
/// </summary>
/// <remarks>J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012), in its form with 128 bits of result.</remarks>
internal readonly struct KeyHasher
{
    private readonly ulong _k0;
    private readonly ulong _k1;

    public KeyHasher(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes);
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
    }

    public static bool CanHash<T>()
        where T : notnull =>
        typeof(T) == typeof(string) || typeof(T).IsEnum || typeof(T).IsPrimitive || typeof(T) == typeof(decimal) || typeof(T) == typeof(Guid)
        || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly)
        || typeof(T) == typeof(TimeSpan) || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128);

    [HotPath]
    public UInt128 Hash<T>(T value)
        where T : notnull
    {
        if (typeof(T) == typeof(string))
            return HashBytes(MemoryMarshal.AsBytes(Unsafe.As<T, string>(ref value).AsSpan()));
        if (typeof(T) == typeof(Guid) || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128))
            return Unsafe.As<T, UInt128>(ref value);
        if (typeof(T) == typeof(DateTimeOffset))
            return (ulong)Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks;
        if (typeof(T) == typeof(DateTime))
            return (ulong)Unsafe.As<T, DateTime>(ref value).Ticks;
        if (typeof(T) == typeof(double))
            return BitConverter.DoubleToUInt64Bits(Canonical(Unsafe.As<T, double>(ref value)));
        if (typeof(T) == typeof(float))
            return BitConverter.DoubleToUInt64Bits(Canonical(Unsafe.As<T, float>(ref value)));
        if (typeof(T) == typeof(decimal))
            return HashDecimal(Unsafe.As<T, decimal>(ref value));
        if (Unsafe.SizeOf<T>() == 8)
            return Unsafe.As<T, ulong>(ref value);
        if (Unsafe.SizeOf<T>() == 4)
            return Unsafe.As<T, uint>(ref value);
        return Unsafe.SizeOf<T>() == 2 ? Unsafe.As<T, ushort>(ref value) : Unsafe.As<T, byte>(ref value);
    }

    /// <summary>The keys of many values. What the type is, is asked once and not for each.</summary>
    public void Hash<T>(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<UInt128> keys)
        where T : notnull
    {
        if (typeof(T) == typeof(string))
        {
            HashTexts(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, string>(ref MemoryMarshal.GetReference(values)), values.Length), present, keys);
            return;
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] != 0)
                keys[i] = Hash(values[i]);
        }
    }

    private void HashTexts(ReadOnlySpan<string> values, ReadOnlySpan<byte> present, Span<UInt128> keys)
    {
        for (var i = 0; i < values.Length;)
        {
            // Texts of one column are mostly about as long as each other.
            if (Vector256.IsHardwareAccelerated && i + 4 <= values.Length && BinaryPrimitives.ReadUInt32LittleEndian(present[i..]) == 0x0101_0101
                && TextHash.TryHash(_k0, _k1, values.Slice(i, 4), keys.Slice(i, 4)))
            {
                i += 4;
                continue;
            }
            if (present[i] != 0)
                keys[i] = HashBytes(MemoryMarshal.AsBytes(values[i].AsSpan()));
            i++;
        }
    }

    /// <summary>The key of a text together with the key of what stood before it, for keys of several columns.</summary>
    public UInt128 Combine(UInt128 before, UInt128 next)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, before);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], next);
        return HashBytes(bytes);
    }

    /// <summary>Spreads a key over 64 bits for estimates and for places in tables. Not secret, but unlike for each run.</summary>
    /// <remarks>
    /// Keys may be chosen by who writes the data. The halves are multiplied and the product is folded: a sum of the halves would take the
    /// same value for many keys that can be named without knowing the secret.
    /// </remarks>
    public ulong Spread(UInt128 key)
    {
        // Odd, so that a half that is zero, or a secret of zeros, does not take the other with it.
        var high = Math.BigMul((ulong)key ^ _k0 ^ 0xA076_1D64_78BD_642F, ((ulong)(key >> 64) ^ _k1) | 1, out var low);
        // Turned, because of a product with a number of ones alone the halves are each other's complement.
        var x = BitOperations.RotateLeft(high, 29) ^ low ^ (ulong)(key >> 64);
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }

    public UInt128 HashBytes(ReadOnlySpan<byte> bytes)
    {
        var v0 = _k0 ^ 0x736F_6D65_7073_6575;
        var v1 = _k1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE;
        var v2 = _k0 ^ 0x6C79_6765_6E65_7261;
        var v3 = _k1 ^ 0x7465_6462_7974_6573;
        var last = (ulong)bytes.Length << 56;
        var rest = bytes.Length & 7;
        // The bytes behind the last whole word, which is read again with them: one read in place of up to seven.
        if (bytes.Length >= 8 && rest > 0)
            last |= BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (64 - (8 * rest));
        for (var i = 0; bytes.Length < 8 && i < rest; i++)
            last |= (ulong)bytes[i] << (8 * i);
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;

        v2 ^= 0xEE;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xDD;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }

    /// <summary>Equal numbers have one key: minus zero is zero, and there is one that is no number.</summary>
    private static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value;

    private static UInt128 HashDecimal(decimal value)
    {
        // Dividing by one with 28 zeros strips trailing zeros, so that 1.0 and 1.00 have one key.
        value /= 1.0000000000000000000000000000m;
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        return new UInt128(((ulong)(uint)parts[3] << 32) | (uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
    }
}
