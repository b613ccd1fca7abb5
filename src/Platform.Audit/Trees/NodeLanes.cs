using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Audit.Trees;

/// <summary>
/// SHA-256 (FIPS 180-4) of eight nodes at once, one in each lane of a vector. A node is 0x01 and two hashes, 65 bytes: always two blocks, of which
/// the second holds one byte, the padding and the length.
/// </summary>
/// <remarks>
/// The runtime has no instructions for SHA on x86, and its own SHA-256 is called for one input at a time. The gate's row "hash a level" says what
/// this gives; it has to stay at least twice as fast to stay.
/// </remarks>
internal static class NodeLanes
{
    /// <summary>Nodes at once.</summary>
    public const int Count = 8;

    private const int BlockWords = 16;
    private const int Rounds = 64;
    private const int ChildrenLength = 2 * TreeHash.Length;
    private const uint MessageBits = 8 * (1 + ChildrenLength);

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    private static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static ReadOnlySpan<uint> InitialState => [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Hashes eight pairs.</summary>
    /// <param name="children">Sixteen hashes.</param>
    /// <param name="parents">Room for eight; it may begin where the children do.</param>
    public static void Hash(ReadOnlySpan<TreeHash> children, Span<TreeHash> parents)
    {
        var bytes = MemoryMarshal.AsBytes(children[..(2 * Count)]);
        Span<Vector256<uint>> schedule = stackalloc Vector256<uint>[Rounds];
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[8];
        for (var word = 0; word < 8; word++)
            state[word] = Vector256.Create(InitialState[word]);

        var words = MemoryMarshal.Cast<Vector256<uint>, uint>(schedule);
        for (var lane = 0; lane < Count; lane++)
        {
            var pair = bytes.Slice(lane * ChildrenLength, ChildrenLength);
            words[lane] = (0x01u << 24) | (BinaryPrimitives.ReadUInt32BigEndian(pair) >> 8);
            for (var word = 1; word < BlockWords; word++)
                words[word * Count + lane] = BinaryPrimitives.ReadUInt32BigEndian(pair[(4 * word - 1)..]);
        }
        Compress(schedule, state);

        schedule[1..(BlockWords - 1)].Clear();
        for (var lane = 0; lane < Count; lane++)
            words[lane] = ((uint)bytes[lane * ChildrenLength + ChildrenLength - 1] << 24) | 0x0080_0000;
        schedule[BlockWords - 1] = Vector256.Create(MessageBits);
        Compress(schedule, state);

        var results = MemoryMarshal.Cast<Vector256<uint>, uint>(state);
        var written = MemoryMarshal.AsBytes(parents[..Count]);
        for (var lane = 0; lane < Count; lane++)
        {
            for (var word = 0; word < 8; word++)
                BinaryPrimitives.WriteUInt32BigEndian(written[(lane * TreeHash.Length + 4 * word)..], results[word * Count + lane]);
        }
    }

    private static void Compress(Span<Vector256<uint>> schedule, Span<Vector256<uint>> state)
    {
        schedule = schedule[..Rounds];
        for (var round = BlockWords; round < Rounds; round++)
            schedule[round] = SmallSigma1(schedule[round - 2]) + schedule[round - 7] + SmallSigma0(schedule[round - 15]) + schedule[round - 16];

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var round = 0; round < Rounds; round += 8)
        {
            Round(a, b, c, ref d, e, f, g, ref h, schedule, round);
            Round(h, a, b, ref c, d, e, f, ref g, schedule, round + 1);
            Round(g, h, a, ref b, c, d, e, ref f, schedule, round + 2);
            Round(f, g, h, ref a, b, c, d, ref e, schedule, round + 3);
            Round(e, f, g, ref h, a, b, c, ref d, schedule, round + 4);
            Round(d, e, f, ref g, h, a, b, ref c, schedule, round + 5);
            Round(c, d, e, ref f, g, h, a, ref b, schedule, round + 6);
            Round(b, c, d, ref e, f, g, h, ref a, schedule, round + 7);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> d,
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, ref Vector256<uint> h, Span<Vector256<uint>> schedule, int round)
    {
        var choice = g ^ (e & (f ^ g));
        var first = h + BigSigma1(e) + choice + Vector256.Create(RoundConstants[round]) + schedule[round];
        var majority = (a & b) | (c & (a | b));
        d += first;
        h = first + BigSigma0(a) + majority;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> BigSigma0(Vector256<uint> x) => RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> BigSigma1(Vector256<uint> x) => RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma0(Vector256<uint> x) => RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma1(Vector256<uint> x) => RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight(Vector256<uint> x, int bits) => (x >>> bits) | (x << (32 - bits));
}
