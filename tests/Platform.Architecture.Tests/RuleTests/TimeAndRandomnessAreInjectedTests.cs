using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class TimeAndRandomnessAreInjectedTests
{
    private static PlantedPackage Running(string statement) => Planted.Package("Platform.Audit").With($$"""
        namespace Platform.Audit;
        class Sequencer
        {
            public async Task Run(TimeProvider clock, CancellationToken token)
            {
                {{statement}};
                await Task.CompletedTask;
            }
        }
        """);

    [Theory]
    [InlineData("_ = DateTime.Now", "DateTime.Now")]
    [InlineData("_ = DateTime.UtcNow", "DateTime.UtcNow")]
    [InlineData("_ = DateTime.Today", "DateTime.Today")]
    [InlineData("_ = DateTimeOffset.Now", "DateTimeOffset.Now")]
    [InlineData("_ = DateTimeOffset.UtcNow", "DateTimeOffset.UtcNow")]
    [InlineData("_ = Environment.TickCount64", "Environment.TickCount64")]
    [InlineData("_ = System.Diagnostics.Stopwatch.GetTimestamp()", "Stopwatch.GetTimestamp")]
    [InlineData("_ = System.Diagnostics.Stopwatch.StartNew()", "Stopwatch.StartNew")]
    [InlineData("_ = Guid.CreateVersion7()", "Guid.CreateVersion7")]
    [InlineData("_ = Random.Shared", "Random.Shared")]
    [InlineData("_ = new Random()", "Random.constructor")]
    [InlineData("Thread.Sleep(1)", "Thread.Sleep")]
    [InlineData("await Task.Delay(1, token)", "Task.Delay")]
    [InlineData("await Task.CompletedTask.WaitAsync(TimeSpan.Zero, token)", "Task.WaitAsync")]
    [InlineData("await Task.FromResult(1).WaitAsync(TimeSpan.Zero)", "Task`1.WaitAsync")]
    [InlineData("_ = new CancellationTokenSource(TimeSpan.Zero)", "CancellationTokenSource.constructor")]
    [InlineData("new CancellationTokenSource().CancelAfter(1)", "CancellationTokenSource.CancelAfter")]
    [InlineData("_ = new PeriodicTimer(TimeSpan.MaxValue)", "PeriodicTimer.constructor")]
    [InlineData("_ = new Timer(_ => { })", "Timer.constructor")]
    [InlineData("Func<DateTime> now = () => DateTime.UtcNow; now()", "DateTime.UtcNow")]
    [InlineData("Func<int, Task> wait = Task.Delay; await wait(1)", "Task.Delay")]
    public void Time_or_randomness_taken_from_the_machine_is_refused(string statement, string words) =>
        Planted.IsCaught(TimeAndRandomnessAreInjected.Check(Running(statement).Build()), "Platform.Audit.Sequencer.Run", words);

    [Theory]
    [InlineData("_ = clock.GetUtcNow()")]
    [InlineData("_ = TimeProvider.System")]
    [InlineData("_ = clock.GetTimestamp()")]
    [InlineData("_ = DateTime.UnixEpoch")]
    [InlineData("_ = Guid.NewGuid()")]
    [InlineData("_ = Guid.CreateVersion7(clock.GetUtcNow())")]
    [InlineData("_ = new Random(42)")]
    [InlineData("_ = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)")]
    [InlineData("await Task.Delay(TimeSpan.Zero, clock, token)")]
    [InlineData("await Task.CompletedTask.WaitAsync(TimeSpan.Zero, clock, token)")]
    [InlineData("await Task.CompletedTask.WaitAsync(token)")]
    [InlineData("_ = new CancellationTokenSource()")]
    [InlineData("_ = new CancellationTokenSource(TimeSpan.Zero, clock)")]
    [InlineData("_ = new PeriodicTimer(TimeSpan.MaxValue, clock)")]
    public void Time_and_randomness_that_a_test_can_fix_are_allowed(string statement) =>
        Planted.IsClean(TimeAndRandomnessAreInjected.Check(Running(statement).Build()));

    [Theory]
    [InlineData("new CancellationTokenSource(TimeSpan.Zero, time)", true)]
    [InlineData("new CancellationTokenSource()", false)]
    public void The_end_of_a_source_is_moved_only_where_all_are_made_by_a_clock_that_is_given(string made, bool isAllowed)
    {
        var violations = TimeAndRandomnessAreInjected.Check(Planted.Package("Platform.Audit").With($$"""
            namespace Platform.Audit;
            class Deadlines
            {
                readonly TimeProvider time;
                public Deadlines(TimeProvider time) => this.time = time;
                public CancellationTokenSource Begin() => {{made}};
                public static void Shorten(CancellationTokenSource source) => source.CancelAfter(1);
            }
            """).Build());

        if (isAllowed)
            Planted.IsClean(violations);
        else
            Planted.IsCaught(violations, "Platform.Audit.Deadlines.Shorten", "CancellationTokenSource.CancelAfter");
    }

    [Theory]
    [InlineData("isSystem = time == TimeProvider.System", true)]
    [InlineData("isSystem = true", false)]
    public void The_coarse_clock_is_read_only_where_the_time_provider_is_the_systems_own(string statement, bool isAllowed)
    {
        var violations = TimeAndRandomnessAreInjected.Check(Planted.Package("Platform.Audit").With($$"""
            namespace Platform.Audit;
            class Clock
            {
                readonly TimeProvider time;
                readonly bool isSystem;
                public Clock(TimeProvider time) { this.time = time; {{statement}}; }
                public long Lately => isSystem ? Environment.TickCount64 : time.GetTimestamp();
            }
            """).Build());

        if (isAllowed)
            Planted.IsClean(violations);
        else
            Planted.IsCaught(violations, "Platform.Audit.Clock.get_Lately", "Environment.TickCount64");
    }
}
