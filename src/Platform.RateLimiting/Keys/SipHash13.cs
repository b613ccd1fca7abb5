using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platform.RateLimiting.Keys;

/// <summary>
/// SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF"), over whole 64-bit words: one round for each, three at
/// the end. Without its key nobody can find two names that collide, or many that crowd one bucket.
/// </summary>
/// <remarks>Four fields and no more: the compiler keeps a struct of up to four in registers.</remarks>
internal ref struct SipHash13
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    public SipHash13(UInt128 key)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64));
        _v0 = 0x736f6d6570736575UL ^ k0;
        _v1 = 0x646f72616e646f6dUL ^ k1;
        _v2 = 0x6c7967656e657261UL ^ k0;
        _v3 = 0x7465646279746573UL ^ k1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word)
    {
        _v3 ^= word;
        Round();
        _v0 ^= word;
    }

    /// <summary>Ends with the word that holds the length in its highest byte and the bytes that fill no word in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Finish(ulong last)
    {
        Add(last);
        _v2 ^= 0xff;
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v2 += _v3;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v1;
        _v0 += _v3;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
