using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Platform.Errors.SourceGeneration.CodeFixes;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>What an editor offers to do, done, and judged again.</summary>
public sealed class CodeFixTests
{
    private const string Usings = "using Platform.Errors;\n";

    private const string Catalog = Usings + """
        [ErrorCatalog("orders")]
        static partial class OrderErrors
        {
            [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.")]
            public static partial Error OutOfStock(string sku, int left);

            [Error("CLOSED", ErrorKind.Gone)]
            public static partial Error Closed();
        }
        """;

    private const string Stock = "orders/OUT_OF_STOCK Conflict 409 Never (sku: String, left: Int64)";
    private const string Closed = "orders/CLOSED Gone 410 Never ()";

    public static TheoryData<string?, string?, string> Ledgers => new()
    {
        { Closed, "", Stock + "\n" },
        { Closed, "# none\n", "# none\n" + Stock + "\n" },
        { Closed, "# none", "# none\n" + Stock + "\n" },
        { Closed, "# none\r\n", "# none\r\n" + Stock + "\r\n" },
        { Closed, null, Stock + "\n" },
        { null, Closed, Closed + "\n" + Stock + "\n" },
        { null, "orders/OUT_OF_STOCK Conflict 409 Never (sku: String)\n" + Closed + "\n", Stock + "\n" + Closed + "\n" },
        { Closed + "\norders/OUT_OF_STOCK Conflict 409 Never (sku: String)", "# more\n", "# more\n" + Stock + "\n" },
    };

    public static TheoryData<string, string> Declarations => new()
    {
        { "public class OrderErrors", "public static partial class OrderErrors" },
        { "class OrderErrors", "static partial class OrderErrors" },
        { "public static class OrderErrors", "public static partial class OrderErrors" },
        { "public partial class OrderErrors", "public static partial class OrderErrors" },
        { "internal /* why */ class OrderErrors", "internal /* why */ static partial class OrderErrors" },
    };

    public static TheoryData<string, string> Methods => new()
    {
        { "public partial Error OutOfStock();", "public static partial Error OutOfStock();" },
        { "public static Error OutOfStock() => default;", "public static partial Error OutOfStock();" },
        { "Error OutOfStock() { return default; }", "static partial Error OutOfStock();" },
        { "public static Error OutOfStock()\n        => default; // later", "public static partial Error OutOfStock(); // later" },
    };

    [Theory]
    [MemberData(nameof(Ledgers))]
    public async Task A_missing_line_is_written_into_the_ledger(string? shipped, string? unshipped, string expected)
    {
        var project = Project(Catalog, shipped, unshipped);
        var missing = Assert.Single(await DiagnosticsAsync(project));

        var solution = await ApplyAsync(new LedgerCodeFixProvider(), project, missing);

        Assert.Equal(expected, await UnshippedAsync(solution));
        Assert.Empty(await DiagnosticsAsync(solution.Projects.Single()));
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task All_missing_lines_are_written_at_once_in_the_order_of_the_source(FixAllScope scope)
    {
        var project = Project(Catalog, shipped: null, unshipped: "# new\n");
        var fix = new LedgerCodeFixProvider();
        var all = fix.GetFixAllProvider();
        Assert.Contains(scope, all.GetSupportedFixAllScopes());
        var context = scope == FixAllScope.Document
            ? new FixAllContext(project.Documents.Single(), fix, scope, nameof(LedgerCodeFixProvider), fix.FixableDiagnosticIds, new Diagnostics(), Token)
            : new FixAllContext(project, fix, scope, nameof(LedgerCodeFixProvider), fix.FixableDiagnosticIds, new Diagnostics(), Token);

        var solution = await ApplyAsync((await all.GetFixAsync(context))!);

        Assert.Equal($"# new\n{Stock}\n{Closed}\n", await UnshippedAsync(solution));
        Assert.Empty(await DiagnosticsAsync(solution.Projects.Single()));
    }

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task A_class_becomes_a_catalogue(string before, string after)
    {
        var source = Usings + "namespace Shop\n{\n    /// <summary>What can go wrong.</summary>\n    [ErrorCatalog(\"orders\")]\n    " + before + "\n    {\n    }\n}\n";

        await MendsAsync(source, "PLTERR001", source.Replace(before, after, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_types_around_a_catalogue_become_partial()
    {
        var source = Usings + "// first\nclass Shop\n{\n    public struct Desk\n    {\n        [ErrorCatalog(\"orders\")] static class OrderErrors;\n    }\n}\n";
        var expected = Usings + "// first\npartial class Shop\n{\n    public partial struct Desk\n    {\n        [ErrorCatalog(\"orders\")] static partial class OrderErrors;\n    }\n}\n";

        await MendsAsync(source, "PLTERR001", expected);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_becomes_an_error_whose_body_the_generator_writes(string before, string after)
    {
        var source = Usings + "[ErrorCatalog(\"orders\")]\nstatic partial class OrderErrors\n{\n    [Error(\"OUT_OF_STOCK\", ErrorKind.Gone)]\n    " + before + "\n}\n";

        await MendsAsync(source, "PLTERR005", source.Replace(before, after, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_offered_where_modifiers_are_not_what_is_wrong()
    {
        var project = Project(Usings + "[ErrorCatalog(\"orders\")] static partial class OrderErrors<T>;", null, "");
        var wrong = Assert.Single(await DiagnosticsAsync(project));

        Assert.Equal("PLTERR001", wrong.Id);
        Assert.Empty(await OfferedAsync(new ModifierCodeFixProvider(), project, wrong));
    }

    [Fact]
    public void What_runs_in_the_compiler_does_not_need_an_editor()
    {
        Assert.DoesNotContain(typeof(ErrorCatalogAnalyzer).Assembly.GetReferencedAssemblies(), name => name.Name!.Contains("Workspaces", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(LedgerCodeFixProvider).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("Platform.", StringComparison.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task MendsAsync(string source, string id, string expected)
    {
        var project = Project(source, null, null);
        var wrong = (await DiagnosticsAsync(project)).First(each => each.Id == id);

        var solution = await ApplyAsync(new ModifierCodeFixProvider(), project, wrong);

        Assert.Equal(expected, (await solution.Projects.Single().Documents.Single().GetTextAsync(Token)).ToString());
        Assert.DoesNotContain(await DiagnosticsAsync(solution.Projects.Single()), each => each.Id == id);
    }

    private static Project Project(string source, string? shipped, string? unshipped)
    {
        var workspace = new AdhocWorkspace();
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Create(), "Shop", "Shop", LanguageNames.CSharp, "/shop/Shop.csproj",
                compilationOptions: Compiling.Options, parseOptions: Compiling.ParseOptions, metadataReferences: Compiling.References))
            .AddDocument(DocumentId.CreateNewId(id), "Orders.cs", SourceText.From(source), filePath: "/shop/Orders.cs");
        foreach (var (name, text) in new[] { ("ErrorCodes.Shipped.txt", shipped), ("ErrorCodes.Unshipped.txt", unshipped) })
        {
            if (text is not null)
                solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), name, SourceText.From(text), filePath: "/shop/" + name);
        }
        return solution.GetProject(id)!;
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Project project)
    {
        var found = await Compiling.AnalyzeAsync((CSharpCompilation)(await project.GetCompilationAsync(Token))!, project.AnalyzerOptions);
        return [.. found.Where(each => each.Severity == DiagnosticSeverity.Error)];
    }

    private static async Task<List<CodeAction>> OfferedAsync(CodeFixProvider fix, Project project, Diagnostic diagnostic)
    {
        var offered = new List<CodeAction>();
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        await fix.RegisterCodeFixesAsync(new CodeFixContext(project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => offered.Add(action), Token));
        return offered;
    }

    private static async Task<Solution> ApplyAsync(CodeFixProvider fix, Project project, Diagnostic diagnostic) =>
        await ApplyAsync(Assert.Single(await OfferedAsync(fix, project, diagnostic)));

    private static async Task<Solution> ApplyAsync(CodeAction action) =>
        Assert.Single((await action.GetOperationsAsync(Token)).OfType<ApplyChangesOperation>()).ChangedSolution;

    private static async Task<string> UnshippedAsync(Solution solution)
    {
        var file = solution.Projects.Single().AdditionalDocuments.Single(each => each.Name == "ErrorCodes.Unshipped.txt");
        Assert.Equal("/shop/ErrorCodes.Unshipped.txt", file.FilePath);
        return (await file.GetTextAsync(Token)).ToString();
    }

    private sealed class Diagnostics : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await DiagnosticsAsync(document.Project);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await DiagnosticsAsync(project);
    }
}
