using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Whatever is declared wrongly, the build prints the sentence that says what to do, and of the compiler's own only what nobody can avoid.</summary>
public sealed class BuildTests
{
    /// <summary>Another mistake in the same project.</summary>
    private const string Other = """
        namespace Bills;
        [ErrorCatalog("bills")]
        public static partial class BillErrors
        {
            [Error("unpaid", ErrorKind.Gone)]
            public static partial Error Unpaid();
        }
        """;

    /// <summary>The bad declarations that the compiler refuses whatever is written beside them, and what it says.</summary>
    private static readonly Dictionary<string, string[]> Unavoidable = new()
    {
        ["public static class"] = ["CS0751", "CS8795"],
        ["file static partial class OrderErrors"] = ["CS8795"],
        ["public partial Error OutOfStock(string sku);"] = ["CS0708", "CS8795"],
    };

    public static TheoryData<string, string, string, string, string> Faults => BadDeclarationTests.Faults;

    public static TheoryData<string, string, string, string> WrongLedgers => LedgerTests.Wrong;

    /// <summary>Refused methods of every shape that the language knows.</summary>
    public static TheoryData<string> Shapes =>
    [
        "public static partial Error E(DateTime when);",
        "public static partial Error E(List<int> all, Dictionary<string, List<(int Row, string? Text)?>> more);",
        "public static partial string E();",
        "public static partial string? E(object? what, dynamic other);",
        "public static partial void E();",
        "static partial void E();",
        "public static partial ref Error E(ref int a);",
        "public static partial ref readonly Error E(in int a, ref readonly int b, out int c, out string d);",
        "public static partial Error E<T>();",
        "public static partial T E<T, U>(T one, U? other, T[]? more) where T : class, IDisposable, new() where U : struct, IComparable<U>;",
        "public static partial Task<T?> E<T>(T? a) where T : notnull, IEquatable<T>;",
        "public static partial Error E<T>(T a) where T : unmanaged;",
        "public static partial Error E<T>(scoped T a) where T : IDisposable?, allows ref struct;",
        "public static partial Error E<T>(T? a) where T : class?;",
        "public static partial Error E(params int[] all);",
        "public static partial Error E(params ReadOnlySpan<string> all);",
        "public static partial Span<int> E(scoped Span<int> a, scoped ref int b, Span<int> c);",
        "public static partial Error E(this object a, int b);",
        "public static partial Error E(this ref int a);",
        "public static unsafe partial int* E(int* a, void** b, delegate* unmanaged<int, void> c, delegate*<ref int, string> d);",
        "public static partial Error E(__arglist); [Error(\"B\", ErrorKind.Gone)] public static partial Error B(object a, __arglist);",
        "public static partial Error E(object a = null!, DateTime b = default, [MachineOnly] int c = 7);",
        "public static partial Error E(object @class, object @this, int[,][] grid, nint size);",
        "public static partial @event.@class E(@event.@class.@in<int> a);",
        "internal static partial Error E(Func<(int A, int B), Action<object>> a);",
        "private static partial Error @lock(DateTime a);",
        "public static partial Error Catalog(); public static Error Use() => Catalog();",
        "public static partial Error Descriptors(object a); [Error(\"B\", ErrorKind.Gone)] public static partial Error B();",
        "public static partial Error E(); [Error(\"B\", ErrorKind.Gone)] public static partial Error E(int a); [Error(\"C\", ErrorKind.Gone)] public static partial Error E(object a);",
    ];

    /// <summary>What the compiler refuses too: sources, what is said of the first, and what the compiler says of it.</summary>
    public static TheoryData<string, string[], string[]> Refused => new()
    {
        { "[ErrorCatalog(\"a\")] static class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); [Error(\"C\", ErrorKind.Gone)] public static Error C() => default; [Error(\"D\", ErrorKind.Gone)] public partial Error D(); }",
            ["PLTERR001", "PLTERR005", "PLTERR005"], ["CS0708", "CS0751", "CS8795"] },
        { "class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); }", ["PLTERR004"], ["CS0751", "CS8795"] },
        { "class A { partial struct B { [Error(\"B\", ErrorKind.Gone)] public static partial Error C(); } }", ["PLTERR004"], ["CS8795"] },
        { "static partial class A { [Error(\"B\", ErrorKind.Gone)] public partial Error B(); }", ["PLTERR004"], ["CS0708", "CS8795"] },
        { "partial class A { [Error(\"B\", ErrorKind.Gone)] public Error B(); }", ["PLTERR004"], ["CS0501"] },
        { "[ErrorCatalog(\"a\")] static partial class A { [Error(\"B\", ErrorKind.Gone)] public static Error B(); }", ["PLTERR005"], ["CS0501"] },
        { "[ErrorCatalog(\"a\")] static partial class A { [Error(\"B\", ErrorKind.Gone)] public Error B() => default; }", ["PLTERR005"], ["CS0708"] },
        { "[ErrorCatalog(\"a\")] static partial class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B() => default; }", ["PLTERR005"], ["CS0759"] },
        { "static class A { [ErrorCatalog(\"a\")] internal static partial class B { [Error(\"B\", ErrorKind.Gone)] public static partial Error C(); } }", ["PLTERR001"], ["CS8795"] },
        { "file static class A { [ErrorCatalog(\"a\")] internal static partial class B { [Error(\"B\", ErrorKind.Gone)] public static partial Error C(); } }", ["PLTERR001"], ["CS8795"] },
    };

    /// <summary>What the compiler lets pass: source, what is said of it.</summary>
    public static TheoryData<string, string[]> Heard => new()
    {
        { "[ErrorCatalog(\"a\")] partial class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); [Error(\"C\", ErrorKind.Gone)] public partial Error C(); static ErrorCatalog All => Catalog; }", ["PLTERR001", "PLTERR005"] },
        { "[ErrorCatalog(\"a\")] static partial class A<T> { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); } [ErrorCatalog(\"c\")] static partial class A { }", ["PLTERR001"] },
        { "partial class A<T> { [ErrorCatalog(\"a\")] internal static partial class B { [Error(\"B\", ErrorKind.Gone)] public static partial Error C(T a); } }", ["PLTERR001", "PLTERR017", "PLTERR019"] },
        { "[ErrorCatalog(\"a\")] partial record A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); }", ["PLTERR001"] },
        { "[ErrorCatalog(\"a\")] class A { [Error(\"B\", ErrorKind.Gone)] public static Error B() => default; }", ["PLTERR001", "PLTERR005"] },
        { "namespace X { partial class A { partial struct B<T> { partial interface C { [Error(\"B\", ErrorKind.Gone)] public static partial Error D(T a); } } } }", ["PLTERR004"] },
        { "partial class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); [Error(\"C\", ErrorKind.Gone)] private partial Task<int> C(object a); }", ["PLTERR004", "PLTERR004"] },
        { "class A { [Error(\"B\", ErrorKind.Gone)] public static Error B() => default; }", ["PLTERR004"] },
        { "class A { static Result<int> One => default; object Two => One.Map(Of); static Task Of(int a) => Task.CompletedTask; }", ["PLTERR040"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_declaration_is_told_with_another_of_the_same_project(string good, string bad, string id, string at, string says)
    {
        var source = BadDeclarationTests.Good.Replace(good, bad, StringComparison.Ordinal);

        var said = await Compiling.BuildAsync([source, Other]);

        var first = Assert.Single(Of(said, 0, "PLTERR"), each => each.Id != "PLTERR036");
        Assert.Equal((id, DiagnosticSeverity.Error), (first.Id, first.Severity));
        Assert.Contains(says, first.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(at, source.Substring(first.Location.SourceSpan.Start - Compiling.Usings.Length, first.Location.SourceSpan.Length));
        Assert.Equal(["PLTERR010", "PLTERR036"], Ids(Of(said, 1)));
        Assert.Equal(Unavoidable.GetValueOrDefault(bad, []), CompilerErrors(said).Distinct());
    }

    [Theory]
    [MemberData(nameof(WrongLedgers))]
    public async Task A_fault_of_the_ledger_is_told(string shipped, string unshipped, string id, string says)
    {
        var only = Assert.Single(await Compiling.BuildAsync([LedgerTests.Catalog], shipped, unshipped));

        Assert.Equal(id, only.Id);
        Assert.Contains(says, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongLedgers))]
    public async Task A_fault_of_the_ledger_is_told_beside_what_the_compiler_refuses(string shipped, string unshipped, string id, string says)
    {
        const string refused = "[ErrorCatalog(\"refused\")] static class Refused { [Error(\"R\", ErrorKind.Gone)] public static partial Error R(); }";

        var said = await Compiling.BuildAsync([LedgerTests.Catalog, refused], shipped + "\nrefused/R Gone 410 Never ()", unshipped);

        Assert.Equal(["PLTERR001"], Ids(Of(said, 1, "PLTERR")));
        var only = Assert.Single(said, each => each.Id.StartsWith("PLTERR", StringComparison.Ordinal) && each.Id != "PLTERR001");
        Assert.Equal(id, only.Id);
        Assert.Contains(says, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_refused_method_of_any_shape_troubles_nobody_but_its_catalogue(string declaration)
    {
        const string names = "namespace @event { public class @class { public class @in<T>; } }";
        var source = "using System.Collections.Generic;\nusing System.Threading.Tasks;\n" + names
            + "\n[ErrorCatalog(\"a\")]\npublic static partial class A\n{\n    [Error(\"A\", ErrorKind.Gone)]\n    " + declaration + "\n}\n";

        var said = await Compiling.BuildAsync([source]);

        Assert.All(said, each => Assert.StartsWith("PLTERR", each.Id, StringComparison.Ordinal));
        Assert.Contains(said, each => each.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_compiler_refuses_is_explained_and_hides_nothing(string source, string[] ids, string[] compilers)
    {
        var said = await Compiling.BuildAsync([source, Other]);

        Assert.Equal(ids, Ids(Of(said, 0, "PLTERR")).Where(id => id != "PLTERR036"));
        Assert.Equal(["PLTERR010", "PLTERR036"], Ids(Of(said, 1)));
        Assert.Equal(compilers, CompilerErrors(said).Distinct());
        Assert.All(said, each => Assert.StartsWith("Source", each.Location.SourceTree?.FilePath, StringComparison.Ordinal));
    }

    /// <summary>An editor runs analyzers in any case, and shows what generators say as well.</summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_generator_says_the_analyzer_only_offers_to_mend(string source, string[] ids, string[] compilers)
    {
        var offered = await Compiling.AnalyzersAsync([source, Other]);
        var said = (await Compiling.BuildAsync([source, Other])).Where(each => each.Id.StartsWith("PLTERR", StringComparison.Ordinal));

        Assert.NotEmpty(ids.Concat(compilers));
        Assert.All(offered, each => Assert.Equal(DiagnosticSeverity.Hidden, each.Severity));
        Assert.Equal(said.Select(Place), offered.Select(Place));
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task What_the_compiler_lets_pass_is_said_alone(string source, string[] ids)
    {
        var said = await Compiling.BuildAsync(["using System.Threading.Tasks;\n" + source, Other]);

        Assert.Equal(ids, Ids(Of(said, 0)).Where(id => id != "PLTERR036"));
        Assert.Equal(["PLTERR010", "PLTERR036"], Ids(Of(said, 1)));
        Assert.Empty(CompilerErrors(said));
    }

    /// <summary>Attributes that are incomplete are the compiler's to explain: nothing else is said of their methods.</summary>
    [Theory]
    [InlineData("[ErrorCatalog] static partial class A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); }", "CS7036")]
    [InlineData("[ErrorCatalog(\"a\")] static partial class A { [Error(\"B\")] public static partial Error B(); }", "CS7036")]
    [InlineData("[ErrorCatalog(\"a\")] partial struct A { [Error(\"B\", ErrorKind.Gone)] public static partial Error B(); }", "CS0592")]
    public async Task What_is_no_mistake_of_a_catalogue_is_left_to_the_compiler(string source, string id) =>
        Assert.Equal([id], CompilerErrors(await Compiling.BuildAsync([source])));

    [Fact]
    public void Every_rule_is_told_here()
    {
        var told = Faults.Select(row => row.Data.Item3).Concat(WrongLedgers.Select(row => row.Data.Item3)).Concat(Heard.SelectMany(row => row.Data.Item2));

        Assert.Equal(Rules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), told.Append("PLTERR036").Distinct().Order(StringComparer.Ordinal));
    }

    private static (string Id, int Start, string Message) Place(Diagnostic said) => (said.Id, said.Location.SourceSpan.Start, said.GetMessage(CultureInfo.InvariantCulture));

    private static List<Diagnostic> Of(ImmutableArray<Diagnostic> said, int file, string start = "") =>
        [.. said.Where(each => each.Location.SourceTree?.FilePath == $"Source{file}.cs" && each.Id.StartsWith(start, StringComparison.Ordinal))];

    private static IEnumerable<string> Ids(IEnumerable<Diagnostic> said) => said.Select(each => each.Id).Order(StringComparer.Ordinal);

    private static IEnumerable<string> CompilerErrors(ImmutableArray<Diagnostic> said) => Ids(said.Where(each => !each.Id.StartsWith("PLTERR", StringComparison.Ordinal)));
}
