using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>What would lose a failure without a word does not compile.</summary>
public sealed class RefusedMistakeTests
{
    private const string Use = """
        using System.Threading.Tasks;

        internal static class Use
        {
            public static Result<int> Find() => 5;
            public static Task<Result<int>> FindAsync() => Task.FromResult(Find());
            public static Result Close(int id) => Result.Success;
            public static Task DeleteAsync(int id) => Task.CompletedTask;
            public static Task LogAsync(Error error) => Task.CompletedTask;
            public static void Log(Error error) { }
        """;

    private const string NoConversion = "CS0029";
    private const string Refused = "CS0619";

    [Theory]
    [InlineData("Result Of() => Find().Map(id => Close(id));", NoConversion)]
    [InlineData("Result Of() => Find().Map(Close);", NoConversion)]
    [InlineData("async Task<Result> Of() => await FindAsync().MapAsync(id => DeleteAsync(id));", NoConversion)]
    [InlineData("Result Of() => Find();", NoConversion)]
    [InlineData("Result<int> Of() => Find().Tap(async id => await DeleteAsync(id));", Refused)]
    [InlineData("Result<int> Of() => Find().Tap(id => DeleteAsync(id));", Refused)]
    [InlineData("Result<int> Of() => Find().Tap(DeleteAsync);", Refused)]
    [InlineData("Result<int> Of() => Find().Tap(1, static async (id, state) => await DeleteAsync(id));", Refused)]
    [InlineData("Result<int> Of() => Find().TapError(async error => await LogAsync(error));", Refused)]
    [InlineData("Result<int> Of() => Find().TapError(1, static async (error, state) => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Find().Switch(async id => await DeleteAsync(id), async error => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Find().Switch(async id => await DeleteAsync(id), Log);", Refused)]
    [InlineData("void Of() => Find().Switch(id => { }, async error => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Find().Switch(1, static async (id, state) => await DeleteAsync(id), static (error, state) => Log(error));", Refused)]
    [InlineData("void Of() => Find().Switch(1, static (id, state) => { }, static async (error, state) => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Find().Switch(1, static async (id, state) => await DeleteAsync(id), static async (error, state) => await LogAsync(error));", Refused)]
    [InlineData("Result Of() => Close(1).Tap(async () => await DeleteAsync(1));", Refused)]
    [InlineData("Result Of() => Close(1).Tap(1, static async state => await DeleteAsync(state));", Refused)]
    [InlineData("Result Of() => Close(1).TapError(LogAsync);", Refused)]
    [InlineData("Result Of() => Close(1).TapError(1, static async (error, state) => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(async () => await DeleteAsync(1), async error => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(async () => await DeleteAsync(1), error => Log(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(() => { }, async error => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(1, static async state => await DeleteAsync(state), static async (error, state) => await LogAsync(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(1, static async state => await DeleteAsync(state), static (error, state) => Log(error));", Refused)]
    [InlineData("void Of() => Close(1).Switch(1, static state => { }, static async (error, state) => await LogAsync(error));", Refused)]
    public void It_does_not_compile(string member, string because) =>
        Assert.Equal([because], Faults(member).Select(fault => fault.Id));

    [Theory]
    [InlineData("Result Of() => Find().Bind(id => Close(id));")]
    [InlineData("Result Of() => Find().WithoutValue();")]
    [InlineData("Task<Result<int>> Of() => FindAsync().TapAsync(id => DeleteAsync(id));")]
    [InlineData("Result<int> Of() => Find().Tap(id => throw new TimeoutException()).TapError(error => throw new ErrorException(error));")]
    [InlineData("Result<int> Of() => Find().Tap(id => Close(id)).TapError(Log);")]
    [InlineData("void Of() => Find().Switch(id => throw new TimeoutException(), Log);")]
    [InlineData("void Of() => Find().Switch(id => Close(id), error => throw new ErrorException(error));")]
    [InlineData("void Of() => Close(1).Switch(() => throw new TimeoutException(), error => throw new ErrorException(error));")]
    public void What_is_meant_compiles(string member) => Assert.Empty(Faults(member));

    private static List<Diagnostic> Faults(string member) =>
    [
        .. Compiling.Compilation($"{Use}\n    public static {member}\n}}").GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(fault => fault.Severity >= DiagnosticSeverity.Warning),
    ];
}
