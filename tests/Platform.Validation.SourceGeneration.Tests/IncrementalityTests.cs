using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>Somebody types in an editor: what does not touch a rule makes nothing be written again.</summary>
public sealed class IncrementalityTests
{
    private const string Order = """
        namespace Shop;
        [Validated]
        public partial class Order
        {
            [Required, StringLength(64)] public string? Sku { get; set; }
            public Line? Line { get; set; }
        }
        """;

    private const string Line = "namespace Shop; [Validated] public partial class Line { [Range(1, 9)] public int Quantity { get; set; } }";

    private const string Other = "namespace Shop; public static class Other { public static int One() => 1; }";

    public static TheoryData<string, int, string, string> HarmlessEdits => new()
    {
        { "another file changes", 2, "=> 1", "=> 2" },
        { "the type gets a comment", 0, "public partial class", "/* more */ public partial class" },
        { "the type is moved down", 0, "namespace Shop;", "\n\n\nnamespace Shop;" },
        { "the type gets a method", 0, "    [Required,", "    public int Twice() => 2;\n    [Required," },
    };

    public static TheoryData<string, string> Changes => new()
    {
        { "StringLength(64)", "StringLength(65)" },
        { "[Required, ", "[" },
        { "string? Sku", "string? Code" },
        { "public Line? Line", "private Line? Line" },
        { "[Validated]", "[Validated(RefuseNull = false, Naming = System.Text.Json.Serialization.JsonKnownNamingPolicy.KebabCaseUpper)]" },
        { "partial class", "sealed partial class" },
    };

    [Theory]
    [MemberData(nameof(HarmlessEdits))]
    public void Nothing_is_written_again_when(string what, int file, string from, string to)
    {
        var (_, result) = Edit(file, from, to);

        Assert.All(Reasons(result, ValidatorGenerator.TypesStep), reason =>
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{what}: {reason}"));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void It_is_written_again_when_the_declaration_changes(string from, string to)
    {
        var (texts, result) = Edit(0, from, to);

        Assert.NotEqual(texts.Before, texts.After);
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, ValidatorGenerator.TypesStep));
    }

    [Fact]
    public void Of_two_types_only_the_one_that_changed_is_written_again()
    {
        var (_, result) = Edit(1, "Range(1, 9)", "Range(1, 8)");

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified],
            OutputReasons(result).OrderBy(reason => reason.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_that_is_kept_between_runs_holds_on_to_a_compilation()
    {
        var result = Compiling.Driver().RunGenerators(Compiling.Compilation(Order, Line),
            TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        var kept = result.TrackedSteps[ValidatorGenerator.TypesStep].SelectMany(step => step.Outputs).Select(output => output.Value);
        Assert.All(kept, value => Assert.IsType<ValidatedModel>(value));
        Assert.All(ModelTypes(typeof(ValidatedModel)), type =>
            Assert.False(typeof(ISymbol).IsAssignableFrom(type) || typeof(SyntaxNode).IsAssignableFrom(type)
                || typeof(Location).IsAssignableFrom(type), type.Name));
    }

    private static ((string Before, string After) Texts, GeneratorRunResult Result) Edit(int file, string from, string to)
    {
        var compilation = Compiling.Compilation(Order, Line, Other);
        var driver = Compiling.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var before = Text(driver);
        driver = driver.RunGenerators(Replace(compilation, file, from, to), TestContext.Current.CancellationToken);
        return ((before, Text(driver)), driver.GetRunResult().Results.Single());
    }

    private static string Text(GeneratorDriver driver) => string.Concat(driver.GetRunResult().GeneratedTrees);

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string from, string to)
    {
        var tree = compilation.SyntaxTrees[file];
        var text = tree.ToString();
        Assert.Contains(from, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(from, to, StringComparison.Ordinal))));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(each => each.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
        result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(each => each.Outputs).Select(output => output.Reason);

    private static HashSet<Type> ModelTypes(Type root)
    {
        var found = new HashSet<Type>();
        var waiting = new Stack<Type>([root]);
        while (waiting.TryPop(out var type))
        {
            foreach (var property in found.Add(type) && type.Namespace == root.Namespace ? type.GetProperties() : [])
            {
                waiting.Push(property.PropertyType);
                foreach (var argument in property.PropertyType.GetGenericArguments())
                    waiting.Push(argument);
            }
        }
        return found;
    }
}
