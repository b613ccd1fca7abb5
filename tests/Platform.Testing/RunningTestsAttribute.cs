using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

namespace Platform.Testing;

/// <summary>
/// Keeps a file beside the report of the project, which a project that hangs never writes: the tests that have run for a minute and
/// more, and the test that ended last, since a fixture that hangs is no test. Stands on every test assembly. Only where a folder for it
/// is named (<c>PLATFORM_TEST_REPORTS_FOLDER</c>; eng/test.sh does).
/// A test that has run for a quarter of an hour hangs, and its project is ended, so that those behind it are not kept from running. Not in soaks.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RunningTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(15);
    private static readonly ConcurrentDictionary<string, (string Name, long Started)> Running = new();
    private static string _last = "none";
    private static string? _file;
    private static Timer? _timer;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running[test.UniqueID] = (test.TestDisplayName, Stopwatch.GetTimestamp());
        if (Volatile.Read(ref _timer) is null && Environment.GetEnvironmentVariable("PLATFORM_TEST_REPORTS_FOLDER") is { Length: > 0 } folder)
            Begin(Path.Combine(folder, $"{Assembly.GetEntryAssembly()!.GetName().Name}.running.txt"));
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running.TryRemove(test.UniqueID, out _);
        Volatile.Write(ref _last, test.TestDisplayName);
    }

    private static void Begin(string file)
    {
        var timer = new Timer(static _ => Write());
        if (Interlocked.CompareExchange(ref _timer, timer, null) is not null)
        {
            timer.Dispose();
            return;
        }

        _file = file;
        timer.Change(Long, Long);
    }

    private static void Write()
    {
        var running = Running.Values
            .Select(static test => (test.Name, Seconds: Stopwatch.GetElapsedTime(test.Started).TotalSeconds))
            .Where(static test => test.Seconds >= Long.TotalSeconds)
            .ToList();
        var lines = running.Select(static test => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{test.Seconds:F0} s  {test.Name}"));
        try
        {
            File.WriteAllLines(_file!, [.. lines, $"ended last: {Volatile.Read(ref _last)}"]);
        }
        catch (IOException)
        {
            // The next minute's look writes it again.
        }
        if (!SoakLength.IsFull && running.Find(static test => test.Seconds >= TooLong.TotalSeconds) is { Name: { } name })
            Environment.FailFast($"{name} has run for {TooLong.TotalMinutes} minutes, and hangs.");
    }
}
