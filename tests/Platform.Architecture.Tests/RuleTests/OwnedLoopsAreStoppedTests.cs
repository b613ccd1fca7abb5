using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class OwnedLoopsAreStoppedTests
{
    private const string Shown = "class T { [Fact, StopTestOf(typeof(Dispatcher))] public void Ends() { } }";

    private const string Hosted = "class Dispatcher : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken stopping) => Task.Delay(1, stopping); }";

    private static House House(string code, string test) => Planted.House(Planted.Package("Platform.Webhooks").With($"namespace Platform.Webhooks;\n{code}")) with
    {
        TestSources = [new SourceFile("tests/Platform.Webhooks.Tests/DispatcherTests.cs", test)],
    };

    /// <summary>Each owns a loop.</summary>
    public static TheoryData<string> Loops =>
    [
        Hosted,
        "class Dispatcher : Microsoft.Extensions.Hosting.IHostedService { public Task StartAsync(CancellationToken ct) => Task.CompletedTask; public Task StopAsync(CancellationToken ct) => Task.CompletedTask; }",
        "abstract class Base : Microsoft.Extensions.Hosting.BackgroundService; class Dispatcher : Base { protected override Task ExecuteAsync(CancellationToken stopping) => Task.CompletedTask; }",
        "class Dispatcher : IAsyncDisposable { Task _loop = Task.Run(() => { }); public async ValueTask DisposeAsync() => await _loop; }",
        "class Dispatcher : IAsyncDisposable { readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(1)); public ValueTask DisposeAsync() { _timer.Dispose(); return default; } }",
        "class Dispatcher(TimeProvider time) : IDisposable { ITimer? _timer; public void Start() => _timer = time.CreateTimer(_ => { }, null, default, default); public void Dispose() => _timer?.Dispose(); }",
        "class Dispatcher : IDisposable { readonly CancellationTokenSource _end = new(); public void Start() => new Thread(() => _end.Token.WaitHandle.WaitOne()).Start(); public void Dispose() => _end.Cancel(); }",
        "class Dispatcher : IDisposable { public void Start() => Task.Factory.StartNew(() => { }); public void Dispose() { } }",
    ];

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_loop_whose_end_no_test_shows_is_refused(string code) =>
        Planted.IsCaught(OwnedLoopsAreStopped.Check(House(code, "class T { [Fact] public void Works() { } }")), "Platform.Webhooks.Dispatcher", "[StopTestOf(typeof(Dispatcher))]");

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_loop_whose_end_is_shown_is_allowed(string code) => Planted.IsClean(OwnedLoopsAreStopped.Check(House(code, Shown)));

    [Theory]
    [InlineData("class T { [StopTestOf(typeof(Dispatcher))] public void NotATest() { } }")]
    [InlineData("class T { [Fact, StopTestOf(typeof(Another))] public void OfAnother() { } }")]
    [InlineData("class T { [Fact(Skip = \"slow\"), StopTestOf(typeof(Dispatcher))] public void Skipped() { } }")]
    public void A_mark_that_shows_nothing_is_refused(string test) =>
        Planted.IsCaught(OwnedLoopsAreStopped.Check(House(Hosted, test)), "Platform.Webhooks.Dispatcher", "no test shows");

    [Theory]
    [InlineData("class Dispatcher { public void Start() => new Thread(() => { }).Start(); }", "Thread.Start")]
    [InlineData("class Dispatcher { Timer _timer = new(_ => { }); public object Timer => _timer; }", "new Timer")]
    [InlineData("static class Dispatcher { public static Task Start() => Task.Factory.StartNew(() => { }); }", "TaskFactory.StartNew")]
    public void What_nobody_can_end_is_refused(string code, string words) =>
        Planted.IsCaught(OwnedLoopsAreStopped.Check(House(code, Shown)), "Platform.Webhooks.Dispatcher", words);

    [Theory]
    [InlineData("class Sender { public Task SendAsync(CancellationToken ct) => Task.Run(() => { }, ct); }")]
    [InlineData("class Sender { public async Task SendAsync(TimeProvider time, CancellationToken ct) { using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time); await timer.WaitForNextTickAsync(ct); } }")]
    [InlineData("class Connection : IAsyncDisposable { public ValueTask DisposeAsync() => default; }")]
    [InlineData("class Connection : IDisposable { Task<int>? _opening; public Task<int> OpenAsync() => _opening ??= Task.FromResult(1); public void Dispose() { } }")]
    [InlineData("abstract class Base : Microsoft.Extensions.Hosting.BackgroundService;")]
    public void What_owns_no_loop_is_allowed(string code) => Planted.IsClean(OwnedLoopsAreStopped.Check(House(code, "")));
}
