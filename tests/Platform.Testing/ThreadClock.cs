using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platform.Testing;

/// <summary>
/// How long the calling thread has run, so that what else the machine does while a test measures does not count. On Linux the
/// processor's time of the thread; elsewhere the time on the wall, which is as good where nothing else runs.
/// </summary>
public static class ThreadClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux.</summary>
    private const int ThreadTime = 3;

    /// <summary>The time that the operation takes on this thread.</summary>
    /// <param name="operation">What is measured. It has to stay on the thread.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Measure(Action operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var started = Now();
        operation();
        return Now() - started;
    }

    /// <summary>How long the calling thread has run. Only the difference of two readings on one thread means something.</summary>
    /// <returns>The time.</returns>
    public static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux())
            return Stopwatch.GetElapsedTime(0);
        return GetTime(ThreadTime, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1_000)
            : throw new InvalidOperationException($"The clock of the thread cannot be read: error {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    /// <summary>A timespec of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
