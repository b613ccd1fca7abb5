using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Testing;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>What the READMEs of the family show compiles as it stands there, with the one catalogue that is the example in all of them.</summary>
public sealed partial class ReadmeTests
{
    /// <summary>What a project has in scope by itself, and what the READMEs take for granted.</summary>
    private const string Surroundings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Globalization;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Text.Json.Nodes;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Grpc.Core;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.OpenApi;
        global using Platform.Errors;
        global using Platform.Errors.AspNetCore;
        global using Platform.Errors.Grpc;
        global using Platform.Errors.Resilience;

        public sealed record Order(int Id, string Sku, int Quantity, bool IsClosed)
        {
            public Order(string sku, int quantity) : this(0, sku, quantity, false) { }
        }

        public sealed record NewOrder(string Sku);

        public sealed record Receipt(int Id);

        public sealed record Form(string Sku, string Quantity);

        public sealed class Orders
        {
            public Result<Order> Find(int id) => OrderErrors.NoSuchOrder(id);

            public Result<Order> Place(NewOrder order) => OrderErrors.OutOfStock(order.Sku, 2);

            public IAsyncEnumerable<Order> All(CancellationToken ct) => AsyncEnumerable.Empty<Order>();
        }

        public sealed class OrderFiles
        {
            public Task ImportAsync(CancellationToken token) => Task.CompletedTask;
        }

        public sealed class OrderJson
        {
            public static OrderJson Default { get; } = new();

            public System.Text.Json.Serialization.Metadata.JsonTypeInfo<Order> Order => null!;
        }

        public sealed class PaymentClient
        {
            public PaymentClient(HttpClient http) { }

            public ValueTask<Result<Receipt>> PayAsync(Order order, CancellationToken ct) => new(new Receipt(order.Id));
        }

        public sealed class Stock
        {
            public ValueTask<Result<int>> LeftAsync(string sku, CancellationToken ct) => new(2);

            public Task ReserveAsync(Order order) => Task.CompletedTask;
        }

        public static class Open311
        {
            public static string Errors(Error error) => error.Code;
        }
        """;

    /// <summary>What is in scope in one README.</summary>
    private static readonly Dictionary<string, string> Scopes = new()
    {
        ["Platform.Errors"] = """
            IServiceCollection services = null!; HttpClient client = null!; ExceptionMap exceptionMap = null!; ProblemWriter problemWriter = null!;
            ProblemReader problemReader = null!; ErrorReporter errorReporter = null!; HttpResponse response = null!; Error error; Order order = null!; Form form = null!;
            CancellationToken token; CultureInfo culture = null!; string path = "", traceId = ""; int id = 0; int _left = 2;
            """,
        ["Platform.Errors.AspNetCore"] = "WebApplicationBuilder builder = null!; WebApplication app = null!; ErrorResponseWriter writer = null!;",
        ["Platform.Errors.Resilience"] = """
            WebApplicationBuilder builder = null!; ResultPipeline stock = null!; Stock client = null!, cache = null!; string sku = ""; CancellationToken ct;
            """,
        ["Platform.Errors.Grpc"] = "IServiceCollection services = null!; RpcErrors rpcErrors = null!; CultureInfo culture = null!; Stock stock = null!; Order order = null!;",
    };

    /// <summary>The ways in which a reader would paste a snippet.</summary>
    private static readonly string[] Places =
    [
        "{0}",
        "var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n{0}",
        "class Snippet {{ {1}\n{0}\n{2} }}",
        "class Snippet {{ {1} {2} async Task Of() {{ await Task.Yield();\n{0}\n }} }}",
        "class Snippet {{ {1} {2} async Task<Result<Order>> Of() {{ await Task.Yield();\n{0}\nreturn default; }} }}",
        "class Snippet {{ {1} {2} Result<Order> Of() {{\n{0}\n }} }}",
        "class Snippet {{ {1} {2} Error Of() {{\n{0}\n }} }}",
    ];

    /// <summary>What the snippets call that others of them declare.</summary>
    private const string Members = """
        Task<Result<Order>> FindAsync(int id, CancellationToken token) => null!;
        Result<string> ParseSku(string text) => text;
        Result<int> ParseQuantity(string text) => 1;
        """;

    private const string Reserve = "Result<Receipt> Reserve(Order order) => new Receipt(order.Id);";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string, string> Snippets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var package in Scopes.Keys)
            {
                foreach (Match block in CodeBlock().Matches(ReadmeOf(package)))
                    data.Add(package, block.Groups["code"].Value);
            }
            return data;
        }
    }

    private static string Catalogue => CodeBlock().Matches(ReadmeOf("Platform.Errors")).Select(block => block.Groups["code"].Value)
        .Single(code => code.Contains("[ErrorCatalog(\"orders\")]", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_compiles(string package, string snippet) => Assert.Empty(FaultsOf(package, snippet));

    [Fact]
    public void A_snippet_that_does_not_compile_would_be_noticed()
    {
        Assert.All(Scopes.Keys, package => Assert.Contains(Snippets, row => row.Data.Item1 == package));
        Assert.NotEmpty(FaultsOf("Platform.Errors", "return OrderErrors.SoldOut();"));
    }

    [Fact]
    public void How_a_package_is_installed_is_told_once()
    {
        Assert.Contains("not on nuget.org yet", ReadmeOf("Platform.Errors"), StringComparison.Ordinal);
        Assert.All(Scopes.Keys, static package => Assert.Contains($"\ndotnet add package {package}\n", ReadmeOf(package), StringComparison.Ordinal));
        Assert.All(Scopes.Keys.Where(static package => package != "Platform.Errors"), static package =>
        {
            Assert.Contains("(../Platform.Errors/README.md#install)", ReadmeOf(package), StringComparison.Ordinal);
            Assert.DoesNotContain("not on nuget.org yet", ReadmeOf(package), StringComparison.Ordinal);
        });
    }

    private static List<string> FaultsOf(string package, string snippet)
    {
        var scope = Field().Replace(Scopes[package], "private ${declaration};");
        var members = snippet.Contains("Reserve(Order order) =>", StringComparison.Ordinal) ? Members : Members + Reserve;
        // The fewest are those of the place that was meant.
        return Places.Select(place => FaultsIn(string.Format(CultureInfo.InvariantCulture, place, snippet, scope, members), snippet)).MinBy(faults => faults.Count)!;
    }

    private static List<string> FaultsIn(string program, string snippet)
    {
        var isProgram = program.Contains("CreateBuilder", StringComparison.Ordinal) || program.Contains("new ServiceCollection", StringComparison.Ordinal);
        IEnumerable<string> sources = snippet == Catalogue ? [program, Surroundings] : [program, Surroundings, Catalogue];
        var compilation = CSharpCompilation.Create(
            "Readme",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, Compiling.ParseOptions)),
            References,
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var generated = Compiling.Generate(compilation, [], out var said);
        return
        [
            .. said.Concat(generated.GetDiagnostics(TestContext.Current.CancellationToken))
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()),
        ];
    }

    private static string ReadmeOf(string package) => File.ReadAllText(Path.Combine(Checkout.Root, "src", package, "README.md")).ReplaceLineEndings("\n");

    /// <summary>The framework and the packages; not what tests alone have.</summary>
    private static bool IsForUsers(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name == "Microsoft.OpenApi.dll" || name.StartsWith("Grpc.", StringComparison.Ordinal)
            || name.StartsWith("Google.", StringComparison.Ordinal)
            || name is "netstandard.dll" or "mscorlib.dll" or "Platform.Errors.dll" or "Platform.Errors.AspNetCore.dll" or "Platform.Errors.Grpc.dll"
                or "Platform.Errors.Resilience.dll");

    [GeneratedRegex("```csharp\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?<declaration>[^;]+);\s*")]
    private static partial Regex Field();
}
