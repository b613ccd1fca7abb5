using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 6, first half. The banned-symbols analyzer says the same while one types, but can be silenced there; this reads what
/// was compiled.
/// </summary>
internal static class TimeAndRandomnessAreInjected
{
    private const string Clock = "System.TimeProvider";

    /// <summary>Judges what the engine of regular expressions has done by the clock that the engine looks at, and which nobody can give it.</summary>
    private const string ByTheEnginesClock = "Platform.Shared.RegexVerdict";

    private static readonly (string Type, string Method, Func<MethodReference, bool> When, string Instead)[] Ambient =
    [
        ("System.DateTime", "get_Now", Always, "TimeProvider"),
        ("System.DateTime", "get_UtcNow", Always, "TimeProvider"),
        ("System.DateTime", "get_Today", Always, "TimeProvider"),
        ("System.DateTimeOffset", "get_Now", Always, "TimeProvider"),
        ("System.DateTimeOffset", "get_UtcNow", Always, "TimeProvider"),
        ("System.Environment", "get_TickCount", Always, "TimeProvider.GetTimestamp"),
        ("System.Environment", "get_TickCount64", Always, "TimeProvider.GetTimestamp"),
        ("System.Diagnostics.Stopwatch", "*", Always, "TimeProvider.GetTimestamp and GetElapsedTime"),
        ("System.Guid", "CreateVersion7", method => method.Parameters.Count == 0, "Guid.CreateVersion7 with a TimeProvider's time"),
        ("System.Random", "get_Shared", Always, "a Random that is handed in"),
        ("System.Random", ".ctor", method => method.Parameters.Count == 0, "a Random with a seed, or one that is handed in"),
        ("System.Threading.Thread", "Sleep", Always, "an awaited wait on a TimeProvider"),
        ("System.Threading.Tasks.Task", "Delay", WithoutClock, "Task.Delay with a TimeProvider"),
        ("System.Threading.Tasks.Task", "WaitAsync", WaitsByTheSystemClock, "WaitAsync with a TimeProvider"),
        ("System.Threading.Tasks.Task`1", "WaitAsync", WaitsByTheSystemClock, "WaitAsync with a TimeProvider"),
        ("System.Threading.CancellationTokenSource", ".ctor", method => method.Parameters.Count > 0 && WithoutClock(method), "a CancellationTokenSource with a TimeProvider"),
        ("System.Threading.CancellationTokenSource", "CancelAfter", Always, "a CancellationTokenSource with a TimeProvider"),
        ("System.Threading.PeriodicTimer", ".ctor", WithoutClock, "a PeriodicTimer with a TimeProvider"),
        ("System.Threading.Timer", ".ctor", Always, "TimeProvider.CreateTimer"),
        ("System.Timers.Timer", ".ctor", Always, "TimeProvider.CreateTimer"),
    ];

    public static IEnumerable<Violation> Check(Package package) =>
        from method in package.Assembly.Bodies()
        from called in method.Calls()
        from banned in Ambient
        where called.DeclaringType.GetElementType().FullName == banned.Type && (banned.Method == "*" || called.Name == banned.Method) && banned.When(called)
        where !(called.Name == "get_TickCount64" && (AsksOnlyTheSystemsOwn(method.DeclaringType) || method.DeclaringType.FullName == ByTheEnginesClock))
        where !(called.Name == "CancelAfter" && MakesSourcesByItsClock(method.DeclaringType))
        select new Violation(method.SourceName(), $"uses {called.DeclaringType.Name}.{Plain(called.Name)}; use {banned.Instead}.");

    /// <summary>
    /// The coarse clock has no place in TimeProvider. A type that is given one and asks whether it is the system's own may read it
    /// beside that one; with any other a test can still fix the time.
    /// </summary>
    private static bool AsksOnlyTheSystemsOwn(TypeDefinition type) =>
        type.Fields.Any(field => field.FieldType.FullName == Clock)
        && type.Methods.Where(method => method.HasBody).SelectMany(method => method.Calls()).Any(called => called.DeclaringType.FullName == Clock && called.Name == "get_System");

    /// <summary>
    /// A source goes on by the clock that it was made with, so where a type makes them by a clock that it is given, it may move their time as well.
    /// </summary>
    private static bool MakesSourcesByItsClock(TypeDefinition type) =>
        type.Fields.Any(field => field.FieldType.FullName == Clock)
        && type.Methods.Where(method => method.HasBody).SelectMany(method => method.Calls())
            .Where(called => called.DeclaringType.FullName == "System.Threading.CancellationTokenSource" && called.Name == ".ctor").ToList() is [_, ..] made
        && made.TrueForAll(called => called.Takes(Clock));

    private static bool Always(MethodReference method) => true;

    private static bool WithoutClock(MethodReference method) => !method.Takes(Clock);

    private static bool WaitsByTheSystemClock(MethodReference method) => method.Takes("System.TimeSpan") && !method.Takes(Clock);

    private static string Plain(string name) =>
        name == ".ctor" ? "constructor" : name.StartsWith("get_", StringComparison.Ordinal) ? name[4..] : name;
}
