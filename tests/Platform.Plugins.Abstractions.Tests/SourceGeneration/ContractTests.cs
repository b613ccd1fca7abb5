using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Plugins.Abstractions.SourceGeneration;

namespace Platform.Plugins.Abstractions.Tests.SourceGeneration;

/// <summary>What can be declared, and what cannot cross, each with a sentence that says what to do.</summary>
public sealed class ContractTests
{
    private const string Good = "namespace Desk; [PluginContract(\"rule\", \"1.0\")] public interface IRule { ValueTask<Verdict> JudgeAsync(Case about, CancellationToken cancellationToken); }"
        + " public sealed record Verdict(int Points); public sealed class Case { public string Text { get; set; } = \"\"; }";

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "interface IRule", "interface IRule<T>", "PLTPLG001", "The contract 'IRule' is generic: declare one for each type" },
        { "interface IRule", "interface IRule : IDisposable", "PLTPLG001", "has the members of 'IDisposable' too" },
        { "public interface IRule", "file interface IRule", "PLTPLG001", "cannot be seen" },
        { "ValueTask<Verdict>", "Verdict", "PLTPLG002", "'JudgeAsync' of the contract 'IRule' answers at once, and another process does not" },
        { "JudgeAsync(", "JudgeAsync<T>(", "PLTPLG002", "is generic" },
        { "Case about", "in Case about", "PLTPLG002", "by reference" },
        { "Case about", "CancellationToken about", "PLTPLG002", "takes two tokens" },
        { "; }", "; int Count { get; } }", "PLTPLG002", "'Count' of the contract 'IRule' is no method" },
        { "; }", "; event Action Done; }", "PLTPLG002", "'Done' of the contract 'IRule' is no method" },
        { "; }", "; static abstract ValueTask MakeAsync(); }", "PLTPLG002", "is static" },
        { "Case about", "object about", "PLTPLG003", "The parameter 'about' of 'JudgeAsync' of the contract 'IRule' is of the type 'object'" },
        { "Case about", "Action about", "PLTPLG003", "use numbers, texts, bytes" },
        { "Case about", "(int, int) about", "PLTPLG003", "use numbers, texts, bytes" },
        { "Case about", "int[,] about", "PLTPLG003", "use numbers, texts, bytes" },
        { "Case about", "IDisposable about", "PLTPLG003", "what implements it stays in its process" },
        { "Case about", "IAsyncEnumerable<int> about", "PLTPLG003", "what implements it stays in its process" },
        { "Case about", "Exception about", "PLTPLG003", "use numbers, texts, bytes" },
        { "class Case", "abstract class Case", "PLTPLG003", "nothing says what it is" },
        { "string Text", "List<object> Text", "PLTPLG003", "'Text' of it is of the type 'System.Collections.Generic.List<object>'" },
        { "{ get; set; }", "{ get; }", "PLTPLG003", "nothing sets 'Text' of it again" },
        { "public string Text", "public int Count; public string Text", "PLTPLG003", "it has the field 'Count'" },
        { "public string Text", "private Case() { } public string Text", "PLTPLG003", "it has no public constructor" },
        { "int Points", "Verdict[] Points, object Why", "PLTPLG003", "What 'JudgeAsync' answers of the contract 'IRule' is of the type 'Desk.Verdict'" },
        { "ValueTask<Verdict>", "[PluginMember(0)] ValueTask<Verdict>", "PLTPLG004", "0 of 'JudgeAsync' is below 1" },
        { "; }", "; [PluginMember(1)] ValueTask AlsoAsync(); }", "PLTPLG004", "1 of 'AlsoAsync' is below 1, or another's" },
        { "int Points", "[property: PluginMember(1)] int Points, int More", "PLTPLG004", "give each of its 2 properties another one, from 1 to 2" },
        { "int Points", "[property: PluginMember(2)] int Points", "PLTPLG004", "from 1 to 1" },
    };

    public static TheoryData<string> Contracts =>
    [
        Good,
        Good.Replace("public interface", "internal interface", StringComparison.Ordinal),
        "[PluginContract(\"rule\", \"1.0\")] public interface IRule { Task DoAsync(); Task<int> DoAsync(int @class); IAsyncEnumerable<int?> WatchAsync(); }",
        "namespace @event.Desk; public static class Outer { [PluginContract(\"rule\", \"1.0\")] public interface IRule { Task @while(CancellationToken token, string? text = null, double d = 1.5, char c = '\\'', long l = -1, byte b = 3); } }",
        "[PluginContract(\"a\", \"1.0\")] public interface IA { ValueTask<byte[][]> AAsync(int[][] a, ReadOnlyMemory<byte> b); } [PluginContract(\"b\", \"1.0\")] public interface IB { ValueTask<DateTimeKind?> BAsync(Dictionary<string, byte[]?> map); }",
        "[PluginContract(\"a\", \"1.0\")] public interface IA { ValueTask<Page<int>> AAsync(Page<string?> page, Base x); } public sealed record Page<T>(IReadOnlyList<T> Items, Page<T>? Next); public class Base { public required int @int { get; init; } } ",
        "[PluginContract(\"a\", \"1.0\")] public interface IA { ValueTask AAsync(Derived x, Point p); static int One => 1; } public record Base(int A) { public virtual int V { get; init; } } public record Derived(int A, int B) : Base(A) { public override int V { get; init; } } public struct Point { public int X { get; set; } public readonly int Y => X; }",
    ];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void What_can_cross_is_written_and_compiles_without_a_warning(string source)
    {
        var (text, said) = Compiling.Generate(source);

        Assert.Empty(said);
        Assert.Contains("PluginWireAttribute<", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_cross_is_refused_and_may_stay_in_the_process(string replaced, string by, string id, string sentence)
    {
        Assert.Contains(replaced, Good, StringComparison.Ordinal);
        var at = Good.IndexOf(replaced, StringComparison.Ordinal);
        var source = Good[..at] + by + Good[(at + replaced.Length)..];

        var found = Compiling.Generate(source).Said.First(each => each.Id.StartsWith("PLT", StringComparison.Ordinal));

        Assert.Equal(id, found.Id);
        Assert.Contains(sentence, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.True(found.Location.GetLineSpan().IsValid);
        var (text, said) = Compiling.Generate(source.Replace("\"1.0\")", "\"1.0\", InProcessOnly = true)", StringComparison.Ordinal));
        Assert.Empty(text);
        Assert.DoesNotContain(said, each => each.Id.StartsWith("PLT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "=> 1", "=> 2", true)]
    [InlineData(0, "int Points);", "int Points); /* more */", true)]
    [InlineData(0, "int Points", "long Points", false)]
    [InlineData(0, "JudgeAsync", "DecideAsync", false)]
    public void What_does_not_touch_a_contract_changes_nothing(int file, string replaced, string by, bool isUnchanged)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = Compiling.Compilation(Good, "namespace Desk; public static class Other { public static int One() => 1; }");
        var driver = Compiling.Driver().RunGenerators(compilation, token);
        var tree = compilation.SyntaxTrees[file];
        var edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(replaced, by, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: token));

        var steps = driver.RunGenerators(edited, token).GetRunResult().Results.Single().TrackedSteps[PluginContractGenerator.ContractsStep];

        Assert.Equal(isUnchanged, steps.SelectMany(step => step.Outputs).All(output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }
}
