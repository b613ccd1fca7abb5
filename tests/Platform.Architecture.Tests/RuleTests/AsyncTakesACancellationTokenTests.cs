using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class AsyncTakesACancellationTokenTests
{
    private static PlantedPackage Declaring(string members, string of = "public class Ledger") => Planted.Package("Platform.Audit").With($$"""
        namespace Platform.Audit;
        {{of}}
        {
            {{members}}
        }
        """);

    [Theory]
    [InlineData("public Task AppendAsync(int row) => Task.CompletedTask;", "takes no CancellationToken")]
    [InlineData("public ValueTask<int> AppendAsync() => default;", "takes no CancellationToken")]
    [InlineData("public static Task AppendAsync(CancellationToken token, int row) => Task.CompletedTask;", "not as its last")]
    [InlineData("protected virtual Task AppendAsync() => Task.CompletedTask;", "takes no CancellationToken")]
    [InlineData("public async IAsyncEnumerable<int> AppendAsync() { await Task.CompletedTask; yield break; }", "takes no CancellationToken")]
    public void Async_without_a_token_at_the_end_is_refused(string member, string words) =>
        Planted.IsCaught(AsyncTakesACancellationToken.Check(Declaring(member).Build()), "Platform.Audit.Ledger.AppendAsync", words);

    [Fact]
    public void An_interface_of_ours_without_a_token_is_refused_and_so_is_who_implements_it()
    {
        var violations = AsyncTakesACancellationToken.Check(Declaring("public Task AppendAsync() => Task.CompletedTask;", "public interface ILedger { Task AppendAsync(); } public class Ledger : ILedger").Build());

        Assert.Equal(["Platform.Audit.ILedger.AppendAsync", "Platform.Audit.Ledger.AppendAsync"], violations.Select(violation => violation.Offender));
    }

    [Fact]
    public void A_delegate_without_a_token_is_refused()
    {
        var planted = Planted.Package("Platform.Audit").With("namespace Platform.Audit; public delegate Task Append(int row);").Build();

        Planted.IsCaught(AsyncTakesACancellationToken.Check(planted), "Platform.Audit.Append.Invoke", "takes no CancellationToken");
    }

    [Theory]
    [InlineData("public Task AppendAsync(int row, CancellationToken token = default) => Task.CompletedTask;")]
    [InlineData("internal Task AppendAsync() => Task.CompletedTask;")]
    [InlineData("Task AppendAsync() => Task.CompletedTask;")]
    [InlineData("public Task Completion => Task.CompletedTask;")]
    [InlineData("public void Append() { }")]
    [InlineData("public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext context) => Task.CompletedTask;")]
    public void Async_with_a_token_or_that_nobody_outside_awaits_is_allowed(string member) =>
        Planted.IsClean(AsyncTakesACancellationToken.Check(Declaring(member).Build()));

    [Theory]
    [InlineData("public ValueTask DisposeAsync() => default;", "public class Ledger : IAsyncDisposable")]
    [InlineData("public override Task FlushAsync() => Task.CompletedTask;", "public class Ledger : System.IO.StringWriter")]
    [InlineData("public Task CopyAsync() => Task.CompletedTask; Task<int> IForeign.CopyAsync() => null!;", "public interface IForeign { Task<int> CopyAsync(CancellationToken token = default) => CopyAsync(); internal Task<int> CopyAsync(); } class Ledger : IForeign")]
    [InlineData("public ValueTask<bool> MoveNextAsync() => default; public int Current => 0; public ValueTask DisposeAsync() => default;", "public class Ledger : IAsyncEnumerator<int>")]
    public void A_signature_that_somebody_else_decided_is_allowed(string member, string of) =>
        Planted.IsClean(AsyncTakesACancellationToken.Check(Declaring(member, of).Build()));

    [Theory]
    [InlineData("public static async Task<int> TwiceAsync(this Task<int> number) => 2 * await number;")]
    [InlineData("public static ValueTask<int> TwiceAsync(this ValueTask<int> number) => number;")]
    [InlineData("public static Task<int> ThenAsync(this int number, Func<int, Task<int>> next) => next(number);")]
    public void A_verb_that_only_composes_is_allowed(string member) =>
        Planted.IsClean(AsyncTakesACancellationToken.Check(Declaring(member, "public static class PlatformAuditExtensions").Build()));

    [Theory]
    [InlineData("public static Task<int> ReadAsync(this int number) => Task.FromResult(number);")]
    [InlineData("public static Task<int> ReadAsync(this System.IO.Stream stream, Func<int, Task<int>> next) => next(0);")]
    [InlineData("public static Task<int> ReadAsync(this int number, Func<Task<int>, int> next) => Task.FromResult(number);")]
    [InlineData("public static Task<int> ReadAsync(Task<int> number) => number;")]
    public void An_extension_that_starts_something_itself_is_refused(string member) =>
        Planted.IsCaught(
            AsyncTakesACancellationToken.Check(Declaring(member, "public static class PlatformAuditExtensions").Build()), "Platform.Audit.PlatformAuditExtensions.ReadAsync", "takes no CancellationToken");
}
