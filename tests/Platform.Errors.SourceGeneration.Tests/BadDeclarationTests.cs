using System.Globalization;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Everything that can be declared wrongly, each refused with a sentence that says what to do.</summary>
public sealed class BadDeclarationTests
{
    internal const string Good = """
        namespace Shop;
        [ErrorCatalog("orders")]
        public static partial class OrderErrors
        {
            [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "{sku}")]
            public static partial Error OutOfStock(string sku);
        }
        """;

    private const string Code = "\"OUT_OF_STOCK\"";
    private const string Declaration = "[Error(\"OUT_OF_STOCK\", ErrorKind.Conflict, Detail = \"{sku}\")]";
    private const string Method = "public static partial Error OutOfStock(string sku);";

    /// <summary>What is replaced in the good declaration, by what, and what is said then, at which text.</summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        // the class
        { "public static partial class", "public static class", "PLTERR001", "OrderErrors", "'OrderErrors' is not partial; declare it as 'static partial class OrderErrors'" },
        { "public static partial class", "public partial class", "PLTERR001", "OrderErrors", "'OrderErrors' is not static" },
        { "public static partial class OrderErrors", "file static partial class OrderErrors", "PLTERR001", "OrderErrors", "is local to its file" },
        { "partial class OrderErrors", "partial class OrderErrors<T>", "PLTERR001", "OrderErrors", "is generic" },
        { "\"orders\"", "\"\"", "PLTERR002", "\"\"", "'' is not a domain; use lower-case letters" },
        { "\"orders\"", "\"Orders\"", "PLTERR002", "\"Orders\"", "'Orders' is not a domain" },
        { "\"orders\"", "\"1orders\"", "PLTERR002", "\"1orders\"", "a letter first" },
        { "\"orders\"", "\"orders/stock\"", "PLTERR002", "\"orders/stock\"", "is not a domain" },
        { "\"orders\"", "null!", "PLTERR002", "null!", "'' is not a domain" },
        { "\"orders\"", "\"orders\", TypeBase = \"errors\"", "PLTERR003", "\"errors\"", "set TypeBase to an absolute URI that ends in '/', '#' or ':'" },
        { "\"orders\"", "\"orders\", TypeBase = \"https://errors.example\"", "PLTERR003", "\"https://errors.example\"", "'https://errors.example' cannot start a problem type" },
        { "\"orders\"", "\"orders\", TypeBase = \"/errors/\"", "PLTERR003", "\"/errors/\"", "absolute URI" },
        { "\"orders\"", "\"orders\", TypeBase = \"https://errors.example/a b/\"", "PLTERR003", "\"https://errors.example/a b/\"", "absolute URI" },
        { "\"orders\"", "\"orders\", NeutralLanguage = \"\"", "PLTERR009", "\"\"", "'' is not a language tag (RFC 5646); set NeutralLanguage to one" },
        { "\"orders\"", "\"orders\", NeutralLanguage = \"de_AT\"", "PLTERR009", "\"de_AT\"", "'de_AT' is not a language tag" },
        { "\"orders\"", "\"orders\", NeutralLanguage = \"deutschland\"", "PLTERR009", "\"deutschland\"", "'deutschland' is not a language tag" },
        { "\"orders\"", "\"orders\", NeutralLanguage = \"1de\"", "PLTERR009", "\"1de\"", "or leave it out to have that of the service" },
        { "[ErrorCatalog(\"orders\")]", "", "PLTERR004", "OutOfStock", "put [ErrorCatalog(\"domain\")] on 'OrderErrors'" },

        // the method
        { Method, "public static Error OutOfStock(string sku) => default;", "PLTERR005", "OutOfStock", "'OutOfStock' is not partial; declare it as 'public static partial Error OutOfStock(…);'" },
        { Method, "public partial Error OutOfStock(string sku);", "PLTERR005", "OutOfStock", "'OutOfStock' is not static" },
        { Method, Method + " public static partial Error OutOfStock(string sku) => default;", "PLTERR005", "OutOfStock", "'OutOfStock' has a body" },
        { "partial Error OutOfStock", "partial string OutOfStock", "PLTERR006", "OutOfStock", "returns 'string'; let it return Platform.Errors.Error" },
        { "partial Error OutOfStock", "partial Result OutOfStock", "PLTERR006", "OutOfStock", "returns 'Platform.Errors.Result'" },
        { "partial Error OutOfStock", "partial void OutOfStock", "PLTERR006", "OutOfStock", "returns 'void'" },
        { "partial Error OutOfStock", "partial ref Error OutOfStock", "PLTERR006", "OutOfStock", "returns 'a reference'" },
        { "OutOfStock(string sku)", "OutOfStock<T>(string sku)", "PLTERR007", "OutOfStock", "is generic; an error is not generic" },
        { "OutOfStock(string sku)", "OutOfStock(in string sku)", "PLTERR007", "OutOfStock", "takes 'sku' as 'in'" },
        { "OutOfStock(string sku)", "OutOfStock(string sku, [MachineOnly] params int[] more)", "PLTERR007", "OutOfStock", "takes 'more' as 'params'" },
        { "OutOfStock(", "Catalog(", "PLTERR008", "Catalog", "'Catalog' is that of a member which the generator writes; give the method another name" },
        { "OutOfStock(", "Descriptors(", "PLTERR008", "Descriptors", "which the generator writes" },
        { Method, Method + " [Error(\"OTHER\", ErrorKind.Gone)] public static partial Error OutOfStock();", "PLTERR008", "OutOfStock", "'OutOfStock' is already that of another error of this catalogue" },

        // the code
        { Code, "\"\"", "PLTERR010", "\"\"", "for example \"OUT_OF_STOCK\"" },
        { Code, "null!", "PLTERR010", "null!", "'' is not a code" },
        { Code, "\"OutOfStock\"", "PLTERR010", "\"OutOfStock\"", "'OutOfStock' is not a code; use upper-case letters, digits and underscores, a letter first, at most 63 characters" },
        { Code, "\"1_LEFT\"", "PLTERR010", "\"1_LEFT\"", "a letter first" },
        { Code, "\"OUT-OF-STOCK\"", "PLTERR010", "\"OUT-OF-STOCK\"", "is not a code" },
        { Code, "\"ÜBERSOLD\"", "PLTERR010", "\"ÜBERSOLD\"", "is not a code" },
        { Code, "code: \"OUT\\nOF\"", "PLTERR010", "\"OUT\\nOF\"", "is not a code" },
        { Method, Method + " [Error(\"OUT_OF_STOCK\", ErrorKind.Gone)] public static partial Error Other();", "PLTERR011", "\"OUT_OF_STOCK\"", "'OUT_OF_STOCK' is already that of 'OrderErrors.OutOfStock'" },
        { Code, "\"NOT_FOUND\"", "PLTERR011", "\"NOT_FOUND\"", "'NOT_FOUND' is already that of 'Platform.Errors.CommonErrors'" },

        // what else is declared
        { "ErrorKind.Conflict", "(ErrorKind)99", "PLTERR012", "(ErrorKind)99", "'99' is not a member of ErrorKind; use one of Internal, InvalidArgument" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Retry = (ErrorRetry)7)]", "PLTERR012", "(ErrorRetry)7", "'7' is not a member of ErrorRetry; use one of Never, Backoff, AfterDelay" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Status = 200)]", "PLTERR013", "200", "200 is not the HTTP status of a failure; use 400 to 599, or leave Status out to take 410 from the kind Gone" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Status = 600)]", "PLTERR013", "600", "600 is not" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Status = 500)]", "PLTERR013", "500", "500 is not the HTTP status of a fault of the caller; use 400 to 499, or leave Status out to take 410 from the kind Gone" },
        { Declaration, "[Error(\"A\", ErrorKind.Timeout, Detail = \"{sku}\", Status = 408)]", "PLTERR013", "408", "408 is not the HTTP status of a fault on this side; use 500 to 599, or leave Status out to take 504 from the kind Timeout" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Status = -1)]", "PLTERR013", "-1", "-1 is not" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Title = \" \")]", "PLTERR014", "\" \"", "The title of 'OutOfStock' is empty; write one, or leave it out to have \"Out of stock\"" },
        { "Detail = \"{sku}\"", "Detail = \"\"", "PLTERR014", "\"\"", "The detail of 'OutOfStock' is empty; write one, or leave it out to have none" },
        { "Detail = \"{sku}\"", "Detail = \"{sku\"", "PLTERR015", "\"{sku\"", "malformed at position 0; a hole is the name of a parameter in braces, as in \"{sku}\"" },
        { "Detail = \"{sku}\"", "Detail = \"a } {sku}\"", "PLTERR015", "\"a } {sku}\"", "malformed at position 2" },
        { "Detail = \"{sku}\"", "Detail = \"{}\"", "PLTERR015", "\"{}\"", "malformed at position 0" },
        { "Detail = \"{sku}\"", "Detail = \"{sku:N2}\"", "PLTERR015", "\"{sku:N2}\"", "malformed at position 0" },
        { "Detail = \"{sku}\"", "Detail = \"{sku} {left}\"", "PLTERR016", "\"{sku} {left}\"", "has a hole '{left}' and the method has no such parameter; use one of sku, or add one" },
        { "Detail = \"{sku}\"", "Detail = \"{sku} {Sku}\"", "PLTERR016", "\"{sku} {Sku}\"", "write '{sku}', case matters" },
        { "Detail = \"{sku}\"", "Detail = \"{sku} {retryAfter}\"", "PLTERR016", "\"{sku} {retryAfter}\"", "set Retry, without which there is no delay, or add the parameter" },
        { "Detail = \"{sku}\"", "Detail = \"Gone.\"", "PLTERR017", "sku", "'sku' does not stand in the detail of 'OutOfStock'; write '{sku}' into Detail, or mark it [MachineOnly]" },
        { ", Detail = \"{sku}\"", "", "PLTERR017", "sku", "or [NotDisclosed] if it may not leave the service" },
        { "(string sku)", "([MachineOnly] string sku)", "PLTERR018", "sku", "is [MachineOnly] and stands in the detail; take the mark off, or the hole out" },
        { "(string sku)", "([NotDisclosed] string sku)", "PLTERR018", "sku", "is [NotDisclosed] and stands in the detail, where nothing would be written for it" },
        { "(string sku)", "(string sku, [MachineOnly, NotDisclosed] int left)", "PLTERR018", "left", "is [MachineOnly] and [NotDisclosed] at once" },
        { "(string sku)", "([DetailOnly, MachineOnly] string sku)", "PLTERR018", "sku", "is [DetailOnly] and [MachineOnly] at once" },
        { "(string sku)", "([DetailOnly, NotDisclosed] string sku)", "PLTERR018", "sku", "is [DetailOnly] and [NotDisclosed] at once" },
        { "(string sku)", "([DetailOnly] string? sku)", "PLTERR018", "sku", "is [DetailOnly] and no text; let it be a 'string'" },
        { "(string sku)", "([DetailOnly] int sku)", "PLTERR018", "sku", "is [DetailOnly] and no text" },
        { "Detail = \"{sku}\")]\n    public static partial Error OutOfStock(string sku)", "Detail = \"No {sku}\")] public static partial Error OutOfStock([DetailOnly] string sku)", "PLTERR018", "sku", "set Detail to \"{sku}\", or take the mark off" },
        { ", Detail = \"{sku}\")]\n    public static partial Error OutOfStock(string sku)", ")] public static partial Error OutOfStock([DetailOnly] string sku)", "PLTERR018", "sku", "set Detail to \"{sku}\"" },
        { "(string sku)", "(object sku)", "PLTERR019", "sku", "'sku' of 'OutOfStock' is of the type 'object'; take string, bool, char" },
        { "(string sku)", "(string[] sku)", "PLTERR019", "sku", "is of the type 'string[]'" },
        { "(string sku)", "(DateTime sku)", "PLTERR019", "sku", "take DateTimeOffset, which says its offset" },
        { "(string sku)", "(DateTime? sku)", "PLTERR019", "sku", "is of the type 'System.DateTime?'" },
        { "(string sku)", "(nint sku)", "PLTERR019", "sku", "is of the type 'nint'" },
        { "(string sku)", "(ReadOnlySpan<char> sku)", "PLTERR019", "sku", "is of the type 'System.ReadOnlySpan<char>'" },
        { "(string sku)", "(System.Numerics.BigInteger sku)", "PLTERR019", "sku", "is of the type 'System.Numerics.BigInteger'" },
        { "(string sku)", "(Exception sku)", "PLTERR019", "sku", "is of the type 'System.Exception'" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", Retry = ErrorRetry.AfterDelay)]", "PLTERR020", "OutOfStock", "add the parameter 'TimeSpan retryAfter', or set Retry to Backoff" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", HelpLink = \"docs/a\")]", "PLTERR021", "\"docs/a\"", "'docs/a' is not an address; set HelpLink to an absolute URI, for example \"https://docs.example/errors#a\"" },
        { Declaration, "[Error(\"A\", ErrorKind.Gone, Detail = \"{sku}\", HelpLink = \"\")]", "PLTERR021", "\"\"", "is not an address" },
        {
            Declaration,
            "[Error(\"A\", ErrorKind.Gone, EventId = 5)] public static partial Error A(); [Error(\"B\", ErrorKind.Gone, Detail = \"{sku}\", EventId = 5)]",
            "PLTERR022", "5", "The event id 5 of 'OutOfStock' is already that of 'A'"
        },
    };

    [Fact]
    public async Task The_good_declaration_is_not_refused() => Assert.Equal(["PLTERR036"], (await Compiling.AnalyzeAsync(Good)).Select(each => each.Id));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_is_refused_with_one_sentence_that_says_what_to_do(string good, string bad, string id, string at, string says)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var source = Good.Replace(good, bad, StringComparison.Ordinal);

        var found = (await Compiling.AnalyzeAsync(source)).Where(each => each.Id != "PLTERR036").ToList();

        var only = Assert.Single(found);
        Assert.Equal(id, only.Id);
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, only.Severity);
        Assert.Contains(says, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(at, only.Location.SourceTree!.ToString().Substring(only.Location.SourceSpan.Start, only.Location.SourceSpan.Length));
    }

    [Fact]
    public async Task A_catalogue_inside_a_type_that_is_not_partial_is_refused()
    {
        var found = await Compiling.AnalyzeAsync("public static class Outer { [ErrorCatalog(\"a\")] public static partial class Inner; }");

        Assert.Contains("'Inner' stands in 'Outer', which is not partial", Assert.Single(found).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_code_in_two_catalogues_is_refused_at_the_second()
    {
        var found = await Compiling.AnalyzeAsync([Good, Good.Replace("OrderErrors", "BillErrors", StringComparison.Ordinal).Replace("orders", "bills", StringComparison.Ordinal)]);

        var only = Assert.Single(found, each => each.Id == "PLTERR011");
        Assert.Equal("Source1.cs", only.Location.SourceTree!.FilePath);
        Assert.Contains("'OUT_OF_STOCK' is already that of 'Shop.OrderErrors.OutOfStock'", only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_event_id_in_two_catalogues_is_refused_at_the_second()
    {
        var first = Good.Replace("Detail =", "EventId = 5, Detail =", StringComparison.Ordinal);
        var second = first.Replace("OrderErrors", "BillErrors", StringComparison.Ordinal).Replace("orders", "bills", StringComparison.Ordinal).Replace("OUT_OF_STOCK", "UNPAID", StringComparison.Ordinal);

        var only = Assert.Single(await Compiling.AnalyzeAsync([first, second]), each => each.Id != "PLTERR036");

        Assert.Equal(("PLTERR022", "Source1.cs"), (only.Id, only.Location.SourceTree!.FilePath));
        Assert.Contains("The event id 5 of 'OutOfStock' is already that of 'OutOfStock'", only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_id_that_another_code_has_by_itself_is_refused()
    {
        var derived = ErrorNames.EventId("orders", "OUT_OF_STOCK").ToString(CultureInfo.InvariantCulture);
        var source = Good.Replace(Method, Method + $" [Error(\"OTHER\", ErrorKind.Gone, EventId = {derived})] public static partial Error Other();", StringComparison.Ordinal);

        var only = Assert.Single(await Compiling.AnalyzeAsync(source), each => each.Id != "PLTERR036");

        Assert.Equal("PLTERR022", only.Id);
        Assert.Contains($"The event id {derived} of 'Other' is already that of 'OutOfStock'", only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_faults_of_one_error_are_all_said()
    {
        var source = Good.Replace(Declaration, "[Error(\"bad code\", (ErrorKind)99, Detail = \"{left}\", Status = 7, HelpLink = \"x\")]", StringComparison.Ordinal);

        var found = await Compiling.AnalyzeAsync(source);

        Assert.Equal(["PLTERR010", "PLTERR012", "PLTERR013", "PLTERR016", "PLTERR017", "PLTERR021"], found.Select(each => each.Id).Except(["PLTERR036"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[ErrorCatalog] public static partial class A { }")]
    [InlineData("[ErrorCatalog(1)] public static partial class A { [Error] public static partial Error B(); }")]
    [InlineData("[ErrorCatalog(\"a\")] public static partial class A { [Error(\"B\")] public static partial Error B(); [Error(C, D, Title = E)] public static partial Error F(Nowhere g); }")]
    [InlineData("[ErrorCatalog(\"a\")] public static partial class A { [Error(\"B\", ErrorKind.Gone)] public static partial Nowhere B(); [Error(\"C\", ErrorKind.Gone)] public static partial }")]
    [InlineData("[ErrorCatalog(\"a\")] public static partial class")]
    [InlineData("[ErrorCatalog(\"a\")] public static partial struct A { }")]
    [InlineData("[ErrorCatalog(\"a\", Resources = typeof(int[]))] public static partial class A { }")]
    [InlineData("[ErrorCatalog(\"a\", Resources = typeof(Nowhere), TypeBase = null)] public static partial class A { }")]
    public async Task What_does_not_even_compile_makes_nobody_stumble(string source)
    {
        var found = await Compiling.AnalyzeAsync(source);

        Assert.DoesNotContain(found, each => each.Id.StartsWith("AD", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_has_a_bad_declaration_here_or_in_the_ledgers_tests()
    {
        var tested = Faults.Select(fault => fault.Data.Item3).Concat(LedgerTests.TestedRules).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(new ErrorCatalogAnalyzer().SupportedDiagnostics.Select(rule => rule.Id).Order(StringComparer.Ordinal), tested);
    }
}
