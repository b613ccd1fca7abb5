using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Platform.Validation.Schema.Tape;

/// <summary>
/// A fast hash with a secret that is drawn once per process, so that nobody outside can make keys collide. Every byte takes part:
/// a hash that skips some can be attacked without knowing the secret.
/// </summary>
internal static class KeyHash
{
    private static readonly ulong Secret0 = Draw();
    private static readonly ulong Secret1 = Draw();
    private static readonly ulong Secret2 = Draw();

    /// <summary>The hash of some bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ref byte start, int length)
    {
        ulong a, b;
        if (length <= 16)
        {
            if (length >= 8)
            {
                a = Unsafe.ReadUnaligned<ulong>(ref start);
                b = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 8));
            }
            else if (length >= 4)
            {
                a = Unsafe.ReadUnaligned<uint>(ref start);
                b = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, length - 4));
            }
            else if (length > 0)
            {
                a = ((ulong)start << 16) | ((ulong)Unsafe.Add(ref start, length >> 1) << 8) | Unsafe.Add(ref start, length - 1);
                b = 0;
            }
            else
            {
                a = b = 0;
            }
            return Mix(a ^ Secret0, b ^ Secret1 ^ (ulong)length);
        }
        return OfLong(ref start, length);
    }

    public static ulong Of(ReadOnlySpan<byte> bytes) => Of(ref MemoryMarshal.GetReference(bytes), bytes.Length);

    /// <summary>Joins two hashes in their order.</summary>
    public static ulong Join(ulong first, ulong second) => Mix(first ^ Secret1, second ^ Secret2);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong OfLong(ref byte start, int length)
    {
        var seed = Secret2;
        var at = 0;
        for (; at + 16 < length; at += 16)
        {
            seed = Mix(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)) ^ Secret0,
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + 8)) ^ seed);
        }
        return Mix(
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 16)) ^ seed ^ Secret0,
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 8)) ^ Secret1 ^ (ulong)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Draw() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
