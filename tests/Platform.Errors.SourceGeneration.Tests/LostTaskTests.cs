using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>A task that a result holds is one that nobody waits for.</summary>
public sealed class LostTaskTests
{
    private const string Use = """
        using System.Threading.Tasks;

        internal static class Use
        {
            public static Result<int> Find() => 5;
            public static Task<Result<int>> FindAsync() => Task.FromResult(Find());
            public static Task DeleteAsync(int id) => Task.CompletedTask;
            public static Task<string> NameAsync(int id) => Task.FromResult("");
            public static ValueTask<string> QuickAsync(int id) => new("");
        """;

    [Theory]
    [InlineData("object Of(ExceptionMap map) => Result.Try(map, async () => await DeleteAsync(1));", "'Try' gives a result that holds a task, and nobody waits for it: what it throws is lost; await TryAsync")]
    [InlineData("object Of(ExceptionMap map) => Result.Try(map, () => NameAsync(1));", "await TryAsync")]
    [InlineData("object Of() => Find().Map(NameAsync);", "await MapAsync")]
    [InlineData("object Of() => Find().Map(id => QuickAsync(id));", "await MapAsync")]
    [InlineData("async Task Of() => await FindAsync().MapAsync(id => DeleteAsync(id));", "let the function give a task with a value, or take TapAsync if there is none")]
    [InlineData("async Task Of() => await FindAsync().MapAsync(1, static (id, state) => DeleteAsync(state));", "or take TapAsync")]
    [InlineData("async Task Of(ExceptionMap map) => await Result.TryAsync(map, async token => { await Task.Yield(); return DeleteAsync(1); });", "await the task in the function")]
    [InlineData("object Of() => Result.Of(DeleteAsync(1));", "await the task first")]
    public async Task It_is_refused(string member, string says)
    {
        var only = Assert.Single(await AnalyzeAsync(member));

        Assert.Equal(("PLTERR040", DiagnosticSeverity.Error), (only.Id, only.Severity));
        Assert.Contains(says, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async Task<Result> Of(ExceptionMap map) => await Result.TryAsync(map, _ => DeleteAsync(1));")]
    [InlineData("async Task<Result<string>> Of(ExceptionMap map) => await Result.TryAsync(map, _ => NameAsync(1));")]
    [InlineData("Result Of(ExceptionMap map) => Result.Try(map, () => throw new TimeoutException());")]
    [InlineData("Task<Result<string>> Of() => Find().MapAsync(NameAsync);")]
    [InlineData("Task<Result<string>> Of() => FindAsync().MapAsync(id => NameAsync(id));")]
    [InlineData("Task<Result<int>> Of() => FindAsync().TapAsync(DeleteAsync);")]
    [InlineData("Result<Lazy<Task>> Of() => Find().Map(id => new Lazy<Task>(() => DeleteAsync(id)));")]
    public async Task What_is_meant_is_not(string member) => Assert.Empty(await AnalyzeAsync(member));

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string member)
    {
        var compilation = Compiling.Compilation($"{Use}\n    public static {member}\n}}");
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(each => each.Severity == DiagnosticSeverity.Error));
        return await compilation.WithAnalyzers([new LostTaskAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
