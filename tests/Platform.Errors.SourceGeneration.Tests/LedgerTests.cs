using System.Globalization;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>The ledger of codes: what was shipped stays, what is new is written down.</summary>
public sealed class LedgerTests
{
    internal const string Catalog = """
        [ErrorCatalog("orders")]
        static partial class OrderErrors
        {
            [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.")]
            public static partial Error OutOfStock(string sku, int left, [NotDisclosed] string shelf);
        }
        """;

    private const string Line = "orders/OUT_OF_STOCK Conflict 409 Never (sku: String, left: Int64)";

    public static IEnumerable<string> TestedRules => ["PLTERR030", "PLTERR031", "PLTERR032", "PLTERR033", "PLTERR034", "PLTERR035", "PLTERR036"];

    public static TheoryData<string, string> Right => new()
    {
        { Line, "" },
        { "", Line },
        { "# a comment\n\n  " + Line + "  \r\n", "# none" },
        { "orders/OUT_OF_STOCK Gone 410 Never ()\n" + Line, "" },                       // the last line counts
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String)", Line },                // an argument more
        { "orders/OUT_OF_STOCK Conflict 409 Never (left: Int64)\n", "\uFEFF" + Line },
        { Line + "\norders/OLD Gone 410 Never ()", "*REMOVED* orders/OLD Gone 410 Never ()" },
        { Line + "\norders/OLD Gone 410 Never ()\n*REMOVED*orders/OLD Gone 410 Never ()", "" },
    };

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "", "", "PLTERR030", "'OUT_OF_STOCK' is not in the ledger; add this line to ErrorCodes.Unshipped.txt: " + Line },
        { "", "orders/OUT_OF_STOCK Conflict 409 Never (sku: String)", "PLTERR030", "is declared otherwise than the ledger says; in ErrorCodes.Unshipped.txt, replace the line 'orders/OUT_OF_STOCK Conflict 409 Never (sku: String)' by this one: " + Line },
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String)", "", "PLTERR030", Line },
        { "orders/OUT_OF_STOCK Gone 410 Never (sku: String, left: Int64)", Line, "PLTERR031", "callers rely on 'orders/OUT_OF_STOCK Gone 410 Never (sku: String, left: Int64)', and it is declared as '" + Line + "'; restore it" },
        { "orders/OUT_OF_STOCK Conflict 422 Never (sku: String, left: Int64)", "", "PLTERR031", "changed its meaning" },
        { "orders/OUT_OF_STOCK Conflict 409 Backoff (sku: String, left: Int64)", "", "PLTERR031", "changed its meaning" },
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String, left: Decimal)", "", "PLTERR031", "changed its meaning" },
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String?, left: Int64)", "", "PLTERR031", "changed its meaning" },
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String, left: Int64, shelf: String)", "", "PLTERR031", "changed its meaning" },
        { "orders/OUT_OF_STOCK Conflict 409 Never (sku: String, left: Int64) https://errors.example/out-of-stock", "", "PLTERR031", "changed its meaning" },
        { Line + "\norders/OLD Gone 410 Never ()", "", "PLTERR032", "'OLD' is not declared any more; restore it, or retire it for good by adding this line to ErrorCodes.Unshipped.txt: *REMOVED* orders/OLD Gone 410 Never ()" },
        { Line + "\nbills/OUT_OF_STOCK Conflict 409 Never ()", "", "PLTERR032", "*REMOVED* bills/OUT_OF_STOCK Conflict 409 Never ()" },
        { Line, Line, "PLTERR033", "ErrorCodes.Shipped.txt says the same; delete the line" },
        { Line, "orders/OTHER Gone 410 Never ()", "PLTERR033", "no catalogue declares it; delete the line" },
        { Line, "*REMOVED* " + Line, "PLTERR033", "the code is still declared; delete the line, or the declaration" },
        { Line, "*REMOVED* orders/OTHER Gone 410 Never ()", "PLTERR033", "the code was never shipped; delete the line" },
        { "", Line + "\n" + Line, "PLTERR033", "another line says more about the same code; delete this one" },
        { Line + "\nnonsense", "", "PLTERR034", "'nonsense' is not a line of the ledger; write it as 'domain/CODE Kind status Retry (name: Type, …)'" },
        { Line + "\norders/X Gone 4100 Never ()", "", "PLTERR034", "is not a line" },
        { Line, "orders/X Gone 410 Never (a, b)", "PLTERR034", "is not a line" },
        { Line, "<<<<<<< HEAD", "PLTERR034", "is not a line" },
        { Line + " @7", "", "PLTERR031", "callers rely on '" + Line + " @7', and it is declared as '" + Line + "'" },
        { Line, "orders/X Gone 410 Never () @", "PLTERR034", "is not a line" },
        { Line, "orders/X Gone 410 Never () @x", "PLTERR034", "is not a line" },
        { Line, "orders/X Gone 410 Never () @99999999999", "PLTERR034", "is not a line" },
        { Line, "orders/X Gone 410 Never () @9999999999", "PLTERR034", "with '@id' and the problem type after it where they are declared" },
        { "", Line + " [/shop/Shop.csproj]", "PLTERR034", "'[/shop/Shop.csproj]' is the project that MSBuild names behind a message: delete it" },
        { "", Line + " [C:\\my shop\\Shop.csproj::TargetFramework=net10.0]", "PLTERR034", "'[C:\\my shop\\Shop.csproj::TargetFramework=net10.0]' is the project" },
        { Line + "\norders/OLD Gone 410 Never ()", "*REMOVED* orders/OLD Gone 410 Never () [/shop/Shop.csproj]", "PLTERR034", "delete it" },
        { Line, "orders/X Gone 410 Never () [/shop", "PLTERR034", "is not a line" },
        { Line, "orders/X Gone 410 Never () not-a-uri", "PLTERR034", "is not a line" },
        { "*REMOVED* " + Line, "", "PLTERR035", "'OUT_OF_STOCK' was shipped and removed, and callers of old still know it" },
        { "*REMOVED* " + Line, Line, "PLTERR035", "was shipped and removed" },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public async Task It_agrees(string shipped, string unshipped) => Assert.Empty(await Compiling.AnalyzeAsync(Catalog, shipped, unshipped));

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task It_fails_the_build_when(string shipped, string unshipped, string id, string says)
    {
        var only = Assert.Single(await Compiling.AnalyzeAsync(Catalog, shipped, unshipped));

        Assert.Equal(id, only.Id);
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, only.Severity);
        Assert.Contains(says, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>A later version of the package may bring a common code that a service has had for years: who was first keeps it.</summary>
    [Fact]
    public async Task A_shipped_code_that_is_now_a_common_one_too_stays_what_it_is()
    {
        var early = Catalog.Replace("OUT_OF_STOCK", "NOT_FOUND", StringComparison.Ordinal);
        var line = Line.Replace("OUT_OF_STOCK", "NOT_FOUND", StringComparison.Ordinal);

        Assert.Empty(await Compiling.AnalyzeAsync(early, shipped: line));
        Assert.Equal("PLTERR011", Assert.Single(await Compiling.AnalyzeAsync(early, unshipped: line)).Id);
    }

    [Fact]
    public async Task What_is_wrong_in_a_file_is_said_at_its_line()
    {
        var only = Assert.Single(await Compiling.AnalyzeAsync(Catalog, shipped: "# first\n" + Line + "\nnonsense\n"));

        Assert.Equal(("/shop/ErrorCodes.Shipped.txt", 2), (only.Location.GetLineSpan().Path, only.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public async Task One_of_the_two_files_is_enough_to_have_a_ledger()
    {
        Assert.Empty(await Compiling.AnalyzeAsync(Catalog, shipped: Line));
        Assert.Empty(await Compiling.AnalyzeAsync(Catalog, unshipped: Line));
    }

    [Fact]
    public async Task Without_a_ledger_there_is_a_warning_that_says_what_to_do()
    {
        var only = Assert.Single(await Compiling.AnalyzeAsync(Catalog));

        Assert.Equal(("PLTERR036", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning), (only.Id, only.DefaultSeverity));
        Assert.Contains("create ErrorCodes.Shipped.txt and ErrorCodes.Unshipped.txt beside the project file (where Platform.Errors is a project reference, import its buildTransitive/Platform.Errors.props too", only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declaration_that_cannot_be_read_is_not_also_called_a_code_that_disappeared()
    {
        var found = await Compiling.AnalyzeAsync(Catalog.Replace("static partial Error OutOfStock", "static partial string OutOfStock", StringComparison.Ordinal), shipped: Line);

        Assert.Equal(["PLTERR006"], found.Select(each => each.Id));
    }

    [Fact]
    public async Task What_disappeared_is_said_beside_what_is_declared_wrongly()
    {
        var wrong = Catalog.Replace("static partial Error OutOfStock", "static partial string OutOfStock", StringComparison.Ordinal);

        var found = await Compiling.AnalyzeAsync(wrong, shipped: Line + "\norders/OLD Gone 410 Never ()", unshipped: "orders/OTHER Gone 410 Never ()");

        Assert.Equal(["PLTERR006", "PLTERR032", "PLTERR033"], found.Select(each => each.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>What is not declared readably may be what the line is about.</summary>
    [Theory]
    [InlineData("\"orders\"", "\"Orders\"", "PLTERR002")]
    [InlineData("\"OUT_OF_STOCK\"", "\"out of stock\"", "PLTERR010")]
    [InlineData("[ErrorCatalog(\"orders\")]", "", "PLTERR004")]
    public async Task What_may_be_declared_is_not_called_a_code_that_disappeared(string good, string bad, string only)
    {
        var wrong = Catalog.Replace(good, bad, StringComparison.Ordinal);

        Assert.Equal([only], (await Compiling.AnalyzeAsync(wrong, shipped: Line)).Select(each => each.Id));
        Assert.Equal([only], (await Compiling.AnalyzeAsync(wrong, unshipped: Line)).Select(each => each.Id));
    }

    [Fact]
    public async Task One_wrong_error_does_not_keep_another_from_being_compared_with_the_ledger()
    {
        var two = Catalog.Replace("[Error(", "[Error(\"a\", ErrorKind.Gone)] public static partial Error A();\n    [Error(", StringComparison.Ordinal);

        Assert.Equal(["PLTERR010", "PLTERR030"], (await Compiling.AnalyzeAsync(two, shipped: "")).Select(each => each.Id));
    }

    [Fact]
    public async Task A_catalogue_that_disappeared_as_a_whole_is_missed()
    {
        var found = await Compiling.AnalyzeAsync("class Empty;", shipped: Line);

        Assert.Equal(["PLTERR032"], found.Select(each => each.Id));
    }

    [Fact]
    public async Task Texts_for_people_may_get_better_at_any_time()
    {
        var better = Catalog.Replace("Only {left} of {sku} are left.", "Of {sku} we have {left}.", StringComparison.Ordinal);

        Assert.Empty(await Compiling.AnalyzeAsync(better, shipped: Line));
    }

    [Fact]
    public async Task An_event_id_that_was_declared_is_relied_on_like_the_code()
    {
        var numbered = Catalog.Replace("Detail =", "EventId = 4711, Detail =", StringComparison.Ordinal);

        Assert.Empty(await Compiling.AnalyzeAsync(numbered, shipped: Line + " @4711"));
        Assert.Contains(Line + " @4711", Assert.Single(await Compiling.AnalyzeAsync(numbered, shipped: "")).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var other in new[] { " @4712", " @-4711", "" })
            Assert.Equal("PLTERR031", Assert.Single(await Compiling.AnalyzeAsync(numbered, shipped: Line + other)).Id);
    }

    [Fact]
    public async Task A_text_that_is_the_detail_alone_is_no_argument_that_callers_rely_on()
    {
        const string source = "[ErrorCatalog(\"a\")] static partial class A { [Error(\"B\", ErrorKind.Gone, Detail = \"{why}\")] public static partial Error B([DetailOnly] string why); }";

        Assert.Empty(await Compiling.AnalyzeAsync(source, shipped: "a/B Gone 410 Never ()"));
    }

    [Fact]
    public void A_line_is_read_as_it_is_written()
    {
        string[] lines = [Line, "a.b-c/X Gone 410 AfterDelay ()", "a/X_1 Gone 499 Backoff (a: Int64?, b: Guid) https://errors.example/x-1", "a/X Gone 410 Never () @-7",
            "a/X Gone 410 Never () @2147483647 urn:a:x"];

        Assert.All(lines, line => Assert.Equal(line, LedgerEntry.Parse(line)?.ToString()));
    }
}
