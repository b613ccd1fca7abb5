using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Somebody types in an editor: what does not touch a catalogue makes nothing be written again.</summary>
public sealed class IncrementalityTests
{
    private const string Catalog = """
        namespace Shop;
        [ErrorCatalog("orders")]
        public static partial class OrderErrors
        {
            [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "{sku}")]
            public static partial Error OutOfStock(string sku);
        }
        """;

    private const string Other = "namespace Shop; public static class Other { public static int One() => 1; }";

    public static TheoryData<string, int, string, string> HarmlessEdits => new()
    {
        { "another file changes", 1, "=> 1", "=> 2" },
        { "another file gets a comment", 1, "namespace Shop;", "namespace Shop; // more" },
        { "the catalogue gets a comment", 0, "public static partial class", "/* more */ public static partial class" },
        { "the catalogue is moved down", 0, "namespace Shop;", "\n\n\nnamespace Shop;" },
        { "the catalogue gets a member that is no error", 0, "    [Error(", "    private const int Most = 3;\n    [Error(" },
    };

    public static TheoryData<string, string> Changes => new()
    {
        { "OUT_OF_STOCK", "SOLD_OUT" },
        { "ErrorKind.Conflict", "ErrorKind.Gone" },
        { "\"{sku}\"", "\"No {sku}.\"" },
        { "string sku", "int sku" },
        { "string sku", "string? sku" },
        { "(string sku)", "([NotDisclosed] string sku)" },
        { "\"orders\"", "\"stock\"" },
        { "\"orders\")", "\"orders\", TypeBase = \"https://errors.example/\")" },
        { "ErrorKind.Conflict,", "ErrorKind.Conflict, Retry = ErrorRetry.Backoff," },
    };

    [Theory]
    [MemberData(nameof(HarmlessEdits))]
    public void Nothing_is_written_again_when(string what, int file, string from, string to)
    {
        var (before, after, result) = Edit(file, from, to);

        Assert.Equal(before, after);
        Assert.NotEmpty(what);
        Assert.All(Reasons(result, ErrorCatalogGenerator.CatalogsStep), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{what}: {reason}"));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void It_is_written_again_when_the_declaration_changes(string from, string to)
    {
        var (before, after, result) = Edit(0, from, to);

        Assert.NotEqual(before, after);
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, ErrorCatalogGenerator.CatalogsStep));
    }

    [Fact]
    public void Of_two_catalogues_only_the_one_that_changed_is_written_again()
    {
        var second = Catalog.Replace("orders", "bills", StringComparison.Ordinal).Replace("OrderErrors", "BillErrors", StringComparison.Ordinal);
        var compilation = Compiling.Compilation(Catalog, second);
        var driver = Compiling.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);

        var result = driver.RunGenerators(Replace(compilation, 1, "ErrorKind.Conflict", "ErrorKind.Gone"), TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        Assert.Equal([IncrementalStepRunReason.Modified], OutputReasons(result).Where(reason => reason != IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void What_only_the_generator_can_say_is_said_while_it_is_wrong()
    {
        var compilation = Compiling.Compilation(Catalog.Replace("static partial class", "static class", StringComparison.Ordinal), Other);
        var driver = Compiling.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        Assert.Equal(["PLTERR001", "PLTERR036"], Said(driver));

        compilation = Replace(compilation, 1, "=> 1", "=> 2");
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        Assert.Equal(["PLTERR001", "PLTERR036"], Said(driver));

        driver = driver.RunGenerators(Replace(compilation, 0, "static class", "static partial class"), TestContext.Current.CancellationToken);
        Assert.Empty(Said(driver));
    }

    [Fact]
    public void Nothing_that_is_kept_between_runs_holds_on_to_a_compilation()
    {
        var result = Compiling.Driver().RunGenerators(Compiling.Compilation(Catalog), TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        var kept = result.TrackedSteps[ErrorCatalogGenerator.CatalogsStep].SelectMany(step => step.Outputs).Select(output => output.Value);
        Assert.All(kept, value => Assert.IsType<CatalogModel>(value));
        Assert.All(ModelTypes(typeof(CatalogModel)), type => Assert.False(typeof(ISymbol).IsAssignableFrom(type) || typeof(SyntaxNode).IsAssignableFrom(type) || typeof(Location).IsAssignableFrom(type), type.Name));
    }

    private static (string Before, string After, GeneratorRunResult Result) Edit(int file, string from, string to)
    {
        var compilation = Compiling.Compilation(Catalog, Other);
        var driver = Compiling.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var before = driver.GetRunResult().GeneratedTrees.Single().ToString();
        driver = driver.RunGenerators(Replace(compilation, file, from, to), TestContext.Current.CancellationToken);
        return (before, driver.GetRunResult().GeneratedTrees.Single().ToString(), driver.GetRunResult().Results.Single());
    }

    private static IEnumerable<string> Said(GeneratorDriver driver) => driver.GetRunResult().Diagnostics.Select(each => each.Id).Order(StringComparer.Ordinal);

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string from, string to)
    {
        var tree = compilation.SyntaxTrees[file];
        var text = tree.ToString();
        Assert.Contains(from, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(from, to, StringComparison.Ordinal))));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) => result.TrackedSteps[step].SelectMany(each => each.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) => result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(each => each.Outputs).Select(output => output.Reason);

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
