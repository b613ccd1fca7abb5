using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit;

namespace Platform.Testing;

/// <summary>Measures the exact bytes that one call of an operation allocates on the managed heap of the calling thread.</summary>
/// <remarks>
/// The runtime compiles hot code again in the background, and the better code may allocate less. The meter therefore repeats
/// rounds of real calls until <see cref="SteadyRounds"/> rounds in a row give exactly the expected bytes; it fails with the
/// last reading when that has not happened within <see cref="Patience"/>. Where nothing may be allocated, one stray byte
/// spoils a round. Where something may, the runtime's own count wavers by a few bytes each time it hands the thread a new
/// piece of the heap; objects are multiples of eight bytes, so less than one byte per call is told apart from any real change.
/// </remarks>
public static class AllocationMeter
{
    /// <summary>How often the operation runs in one round.</summary>
    public const int CallsPerRound = 1_000;

    /// <summary>How many rounds in a row must give the expected bytes.</summary>
    public const int SteadyRounds = 10;

    /// <summary>For how long rounds are repeated before the last reading counts, unless a test says otherwise.</summary>
    /// <remarks>Only a failing test waits as long: on a busy machine the better code of a slow operation may be seconds away.</remarks>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Passes when <paramref name="operation"/> allocates nothing.</summary>
    /// <param name="operation">The call to measure. It runs thousands of times, so it must leave things as it found them.</param>
    public static void AssertAllocatesNothing(Action operation) => AssertBytesPerCall(0, operation);

    /// <summary>Passes when each call of <paramref name="operation"/> allocates exactly <paramref name="expectedBytes"/>.</summary>
    /// <param name="expectedBytes">Bytes per call, as the runtime counts them (object headers and padding included).</param>
    /// <param name="operation">The call to measure. It runs thousands of times, so it must leave things as it found them.</param>
    /// <param name="patience">How long to repeat; <see cref="Patience"/> by default.</param>
    public static void AssertBytesPerCall(long expectedBytes, Action operation, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        RequireOptimizedCode(operation.Method.Module.Assembly);
        AssertRounds(expectedBytes, () => BytesOfOneRound(operation), patience ?? Patience);
    }

    /// <summary>The same for an asynchronous operation that completes synchronously each time.</summary>
    /// <param name="expectedBytes">Bytes per call, as the runtime counts them.</param>
    /// <param name="operation">The call to measure. A call that does not complete at once fails the test, because what other threads allocate cannot be told apart.</param>
    /// <param name="patience">How long to repeat; <see cref="Patience"/> by default.</param>
    public static void AssertBytesPerCall(long expectedBytes, Func<ValueTask> operation, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        RequireOptimizedCode(operation.Method.Module.Assembly);
        AssertRounds(expectedBytes, () => BytesOfOneRound(operation), patience ?? Patience);
    }

    /// <summary>Whether the compiler optimised <paramref name="assembly"/>. In a debug build async methods allocate and struct copies box, so its bytes say nothing.</summary>
    /// <param name="assembly">The assembly that holds the code under test, or its test.</param>
    /// <returns><see langword="true"/> for a Release build.</returns>
    public static bool IsOptimized(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
    }

    private static void RequireOptimizedCode(Assembly assembly)
    {
        if (!IsOptimized(assembly))
            Assert.Skip($"{assembly.GetName().Name} is a debug build; bytes are measured on optimised code: run the tests with -c Release.");
    }

    private static void AssertRounds(long expectedBytes, Func<long> bytesOfOneRound, TimeSpan patience)
    {
        var expected = expectedBytes * CallsPerRound;
        var wavering = expectedBytes == 0 ? 0 : CallsPerRound - 1;
        var started = Stopwatch.GetTimestamp();
        var steady = 0;
        long last;
        do
        {
            last = bytesOfOneRound();
            steady = Math.Abs(last - expected) <= wavering ? steady + 1 : 0;
            if (steady == SteadyRounds)
                return;
        }
        while (Stopwatch.GetElapsedTime(started) < patience);

        var perCall = (last / (double)CallsPerRound).ToString("0.###", CultureInfo.InvariantCulture);
        Assert.Fail($"Expected exactly {expectedBytes} bytes per call, measured {perCall} in the last round of {CallsPerRound} calls.");
    }

    private static long BytesOfOneRound(Action operation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < CallsPerRound; call++)
            operation();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long BytesOfOneRound(Func<ValueTask> operation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < CallsPerRound; call++)
        {
            var pending = operation();
            if (pending.IsCompletedSuccessfully)
                pending.GetAwaiter().GetResult();
            else
                Assert.Fail("The operation did not complete synchronously and successfully; its bytes cannot be measured on one thread.");
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
