using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Validation.DataSets.Keys;

/// <summary>SipHash-1-3 with 128 bits of result of four texts at once, one in each lane: what <see cref="KeyHasher.HashBytes"/> gives for each of them.</summary>
internal static class TextHash
{
    private const int Lanes = 4;

    /// <summary>Shorter ones have no whole word.</summary>
    private const int FewestCharacters = 4;

    /// <param name="k0">The first half of the secret.</param>
    /// <param name="k1">The second half.</param>
    /// <param name="texts">Four texts.</param>
    /// <param name="keys">Takes their keys.</param>
    /// <returns>Whether they are as many words long, so that they could be hashed together.</returns>
    public static bool TryHash(ulong k0, ulong k1, ReadOnlySpan<string> texts, Span<UInt128> keys)
    {
        var (first, second, third, fourth) = (texts[0], texts[1], texts[2], texts[3]);
        var words = first.Length / FewestCharacters;
        if (words == 0 || second.Length / FewestCharacters != words || third.Length / FewestCharacters != words || fourth.Length / FewestCharacters != words)
            return false;
        ref var one = ref Bytes(first);
        ref var two = ref Bytes(second);
        ref var three = ref Bytes(third);
        ref var four = ref Bytes(fourth);

        var v0 = Vector256.Create(k0 ^ 0x736F_6D65_7073_6575);
        var v1 = Vector256.Create(k1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE);
        var v2 = Vector256.Create(k0 ^ 0x6C79_6765_6E65_7261);
        var v3 = Vector256.Create(k1 ^ 0x7465_6462_7974_6573);
        for (nint at = 0; at < words * sizeof(ulong); at += sizeof(ulong))
        {
            var word = Vector256.Create(Word(ref one, at), Word(ref two, at), Word(ref three, at), Word(ref four, at));
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }
        var last = Vector256.Create(Last(ref one, first.Length), Last(ref two, second.Length), Last(ref three, third.Length), Last(ref four, fourth.Length));
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;

        v2 ^= Vector256.Create(0xEEul);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= Vector256.Create(0xDDul);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        var high = v0 ^ v1 ^ v2 ^ v3;
        for (var lane = 0; lane < Lanes; lane++)
            keys[lane] = new UInt128(high[lane], low[lane]);
        return true;
    }

    private static ref byte Bytes(string text) => ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text.AsSpan()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte text, nint at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));

    /// <summary>The length, and the bytes behind the last whole word, which is read again with them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(ref byte text, int characters)
    {
        var bytes = characters * sizeof(char);
        var rest = bytes & 7;
        var length = (ulong)bytes << 56;
        return rest == 0 ? length : length | (Word(ref text, bytes - sizeof(ulong)) >> (64 - (8 * rest)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector256<ulong> v0, ref Vector256<ulong> v1, ref Vector256<ulong> v2, ref Vector256<ulong> v3)
    {
        v0 += v1;
        v1 = Rotate(v1, 13) ^ v0;
        v0 = Rotate(v0, 32);
        v2 += v3;
        v3 = Rotate(v3, 16) ^ v2;
        v0 += v3;
        v3 = Rotate(v3, 21) ^ v0;
        v2 += v1;
        v1 = Rotate(v1, 17) ^ v2;
        v2 = Rotate(v2, 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate(Vector256<ulong> value, int bits) => (value << bits) | (value >>> (64 - bits));
}
