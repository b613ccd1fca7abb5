using System.Numerics;
using Platform.Shared;
using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Statistics;

/// <summary>
/// How many different values there are, in 16 KiB: 2^14 registers, standard error 1.04 / √2^14 = 0.81 %. Merging two gives exactly what
/// one would have that saw both.
/// </summary>
/// <remarks>
/// P. Flajolet et al., "HyperLogLog" (2007), with the estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog
/// sketches" (2017), which needs no table of corrections.
/// </remarks>
internal sealed class HyperLogLog
{
    public const double StandardError = 0.0081;

    private const int Precision = 14;
    private const int RegisterCount = 1 << Precision;
    private const int MaxRank = 64 - Precision;

    private readonly byte[] _registers = new byte[RegisterCount];

    [HotPath]
    public void Add(ulong hash)
    {
        var index = (int)(hash >> (64 - Precision));
        var rank = (byte)(Math.Min(BitOperations.LeadingZeroCount(hash << Precision), MaxRank) + 1);
        if (rank > _registers[index])
            _registers[index] = rank;
    }

    public long Estimate()
    {
        Span<int> counts = stackalloc int[MaxRank + 2];
        foreach (var register in _registers)
            counts[register]++;
        var z = RegisterCount * Tau(1 - ((double)counts[MaxRank + 1] / RegisterCount));
        for (var rank = MaxRank; rank >= 1; rank--)
            z = 0.5 * (z + counts[rank]);
        z += RegisterCount * Sigma((double)counts[0] / RegisterCount);
        return (long)Math.Round(RegisterCount / (2 * Math.Log(2)) * RegisterCount / z);
    }

    public void Merge(HyperLogLog other)
    {
        for (var i = 0; i < RegisterCount; i++)
            _registers[i] = Math.Max(_registers[i], other._registers[i]);
    }

    public void Save(StateWriter state) => state.Write(_registers);

    public void Restore(StateReader state)
    {
        state.ReadExactly(_registers);
        if (_registers.AsSpan().ContainsAnyInRange((byte)(MaxRank + 2), byte.MaxValue))
            throw new CheckpointException("The checkpoint holds a register that cannot be.");
    }

    private static double Sigma(double x)
    {
        if (x == 1)
            return double.PositiveInfinity;
        double y = 1, z = x, before;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1)
            return 0;
        double y = 1, z = 1 - x, before;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
