using System.Diagnostics;
using System.Runtime;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Gate.Sampling;

/// <summary>
/// Measures sides in turn, A-B, B-A, A-B …, so that whatever slows the machine for longer than a round slows all sides alike
/// and drops out of the round's ratio.
/// </summary>
internal sealed class Sampler(SamplingPlan plan)
{
    private const int MostCalls = 1 << 26;

    /// <summary>Sides of which one call is far longer than a sample: there is nothing to calibrate twice.</summary>
    private readonly HashSet<Side> _isSlow = [];

    public async Task<Rounds> MeasureAsync(IReadOnlyList<Side> sides, Func<Rounds, bool> isUndecided, CancellationToken cancellationToken)
    {
        CollectWhatIsLeft();

        var calls = sides.Select(side => side.FixedCalls ?? Aligned(side, 1)).ToArray();
        var started = Stopwatch.GetTimestamp();
        await CalibrateAsync(sides, calls, cancellationToken);
        await WarmUpAsync(sides, calls, started, cancellationToken);
        // Warm code is faster than what was calibrated first.
        await CalibrateAsync(sides, calls, cancellationToken);

        var rounds = new Rounds(sides);
        started = Stopwatch.GetTimestamp();
        while (IsWorthMore(rounds, Stopwatch.GetElapsedTime(started), isUndecided))
            await TakeRoundAsync(sides, calls, rounds, cancellationToken);
        return rounds;
    }

    private bool IsWorthMore(Rounds rounds, TimeSpan spent, Func<Rounds, bool> isUndecided)
    {
        if (rounds.Count < plan.LeastRounds)
            return rounds.Count < SamplingPlan.FewestRounds || spent < plan.Budget * 2;
        if (spent >= plan.Budget || rounds.Count >= plan.MostRounds)
            return false;
        // Asked every tenth round: an interval that is looked at all the time sooner or later excludes anything.
        return rounds.Count < plan.Rounds || (rounds.Count - plan.Rounds) % 10 != 0 || isUndecided(rounds);
    }

    private async Task TakeRoundAsync(IReadOnlyList<Side> sides, int[] calls, Rounds rounds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var samples = new Sample[sides.Count];
        for (var turn = 0; turn < sides.Count; turn++)
        {
            var side = (turn + rounds.Count) % sides.Count;
            samples[side] = await sides[side].MeasureAsync(calls[side], plan.Latencies, cancellationToken);
        }

        rounds.Add(samples);
    }

    private async Task WarmUpAsync(IReadOnlyList<Side> sides, int[] calls, long started, CancellationToken cancellationToken)
    {
        var quietSince = Stopwatch.GetTimestamp();
        var compiled = JitInfo.GetCompiledMethodCount();
        while (!HasSettled() && Stopwatch.GetElapsedTime(started) < plan.WarmUpMost)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var side = 0; side < sides.Count; side++)
                await sides[side].MeasureAsync(calls[side], plan.Latencies, cancellationToken);

            var now = JitInfo.GetCompiledMethodCount();
            if (now != compiled)
                (compiled, quietSince) = (now, Stopwatch.GetTimestamp());
        }

        bool HasSettled() => Stopwatch.GetElapsedTime(started) >= plan.WarmUpLeast && Stopwatch.GetElapsedTime(quietSince) >= plan.Quiet;
    }

    private async Task CalibrateAsync(IReadOnlyList<Side> sides, int[] calls, CancellationToken cancellationToken)
    {
        for (var index = 0; index < sides.Count; index++)
        {
            if (sides[index].FixedCalls is null && !_isSlow.Contains(sides[index]))
                calls[index] = await CalibrateAsync(sides[index], calls[index], cancellationToken);
        }
    }

    /// <summary>Calls that fill one sample.</summary>
    private async Task<int> CalibrateAsync(Side side, int calls, CancellationToken cancellationToken)
    {
        while (true)
        {
            var sample = await ShortestOfThreeAsync(side, calls, cancellationToken);
            if (sample.Elapsed > plan.SampleTime * 50 && calls == Aligned(side, 1))
                _isSlow.Add(side);

            var factor = plan.SampleTime / Max(sample.Elapsed, TimeSpan.FromMicroseconds(1));
            var least = plan.LeastOperations * (double)calls / sample.Operations;
            // Steps are limited because the first calls run cold code, from which nothing can be told.
            var wanted = Aligned(side, (int)Math.Min(MostCalls, Math.Max(least, calls * Math.Clamp(factor, 0.1, 16))));
            if (factor < 1.5 || wanted <= calls)
                return wanted;
            calls = wanted;
        }
    }

    /// <summary>The shortest, because one stall must not pass for a slow operation and leave every sample too small.</summary>
    private async Task<Sample> ShortestOfThreeAsync(Side side, int calls, CancellationToken cancellationToken)
    {
        var shortest = await side.MeasureAsync(calls, plan.Latencies, cancellationToken);
        for (var again = 0; again < 2 && shortest.Elapsed < plan.SampleTime * 4; again++)
        {
            var sample = await side.MeasureAsync(calls, plan.Latencies, cancellationToken);
            if (sample.Elapsed < shortest.Elapsed)
                shortest = sample;
        }

        return shortest;
    }

    private static int Aligned(Side side, int calls)
        => (int)Math.Min(MostCalls, ((long)Math.Max(calls, 1) + side.LeastCalls - 1) / side.LeastCalls * side.LeastCalls);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>What the row before left behind must not be collected at this row's cost.</summary>
    private static void CollectWhatIsLeft()
    {
#pragma warning disable RS0030 // A measurement, before which the heap must be known.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
#pragma warning restore RS0030
    }
}
