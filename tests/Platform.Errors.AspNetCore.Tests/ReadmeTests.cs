using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Errors.AspNetCore.Tests.Site;
using Platform.Testing;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What the README shows compiles as it stands there, and is answered as it says.</summary>
public sealed partial class ReadmeTests
{
    /// <summary>What a web project has in scope by itself, and what the README takes for granted.</summary>
    private const string Surroundings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.DependencyInjection;
        global using Platform.Errors;
        global using Platform.Errors.AspNetCore;

        public sealed record Order(int Id);

        public sealed record NewOrder(string Sku);

        public sealed class Orders
        {
            public Result<Order> Find(int id) => new Order(id);

            public Result<Order> Place(NewOrder order) => OrderErrors.NoSuchSku(order.Sku);

            public IAsyncEnumerable<Order> All(CancellationToken ct) => AsyncEnumerable.Empty<Order>();
        }

        public static class OrderErrors
        {
            public static ErrorCatalog Catalog { get; } = new("orders", Descriptors.OutOfStock);

            public static Error TooMany(int count) => Descriptors.OutOfStock.Create();

            public static Error NoSuchSku(string sku) => Descriptors.OutOfStock.Create();

            public static class Descriptors
            {
                public static ErrorDescriptor OutOfStock { get; } = new("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Not enough is left");
            }
        }

        public static class Open311
        {
            public static string Errors(Error error) => error.Code;
        }

        public sealed class DbUpdateConcurrencyException : Exception;
        """;

    private static readonly string Readme = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Platform.Errors.AspNetCore", "README.md"));

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path))];

    public static TheoryData<string> Snippets => [.. CodeBlock().Matches(Readme).Select(match => match.Groups["code"].Value)];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_compiles(string snippet) => Assert.Empty(Faults(snippet));

    [Fact]
    public void A_snippet_that_does_not_compile_would_be_noticed()
    {
        Assert.True(Snippets.Count >= 5);
        Assert.NotEmpty(Faults("app.UsePlatformMistakes();"));
    }

    [Fact]
    public async Task The_answer_that_is_shown_is_the_one_that_is_given()
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var shown = HttpBlock().Match(Readme).Groups["body"].Value.ReplaceLineEndings("").Replace(", ", ",", StringComparison.Ordinal);

        var answer = await site.GetAsync("/minimal/error", TestContext.Current.CancellationToken);

        Assert.Equal(TraceId().Replace(answer.Body, "*"), TraceId().Replace(LeadingSpace().Replace(shown, ","), "*"));
    }

    private static IEnumerable<string> Faults(string snippet)
    {
        var program = snippet switch
        {
            _ when snippet.Contains("WebApplication.CreateBuilder", StringComparison.Ordinal) => snippet,
            _ when snippet.StartsWith("return ", StringComparison.Ordinal) => $"Answer();\nstatic Error Answer()\n{{\n{snippet}\n}}",
            _ => $"var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n{snippet}",
        };
        return CSharpCompilation.Create(
                "Readme",
                [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(Surroundings)],
                References,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());
    }

    /// <summary>The framework and the packages; not the tests themselves, whose types have the same names.</summary>
    private static bool IsForUsers(string path) => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Platform.Errors.dll" or "Platform.Errors.AspNetCore.dll");

    [GeneratedRegex("```csharp\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("```http\\n.*?\\n\\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex HttpBlock();

    [GeneratedRegex(",\\s+")]
    private static partial Regex LeadingSpace();

    [GeneratedRegex("\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
