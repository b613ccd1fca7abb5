using Microsoft.CodeAnalysis;
using Platform.Testing;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>What is written for a catalogue, to the letter; and that it compiles without a warning for whoever uses it.</summary>
public sealed class GeneratedSourceTests
{
    public static TheoryData<string, string> Catalogs => new()
    {
        {
            "Orders",
            """
            namespace Shop;

            /// <summary>What can go wrong with an order.</summary>
            [ErrorCatalog("orders", TypeBase = "https://errors.example/", Resources = typeof(Texts))]
            public static partial class OrderErrors
            {
                /// <summary>Less is left than was asked for.</summary>
                [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.", Retry = ErrorRetry.Backoff, HelpLink = "https://docs.example/stock", EventId = 17)]
                public static partial Error OutOfStock(string sku, int left);

                /// <summary>Nobody has such an order.</summary>
                [Error("ORDER_NOT_FOUND", ErrorKind.NotFound)]
                internal static partial Error OrderNotFound();

                /// <summary>Closed for now.</summary>
                [Error("SHOP_CLOSED", ErrorKind.Unavailable, Title = "Closed & \"resting\" <now>", Detail = "Back at {{{at}}}.", Retry = ErrorRetry.AfterDelay, Status = 529)]
                public static partial Error ShopClosed(TimeOnly at, TimeSpan retryAfter, [MachineOnly] Guid shop, [NotDisclosed] string? reason);
            }

            /// <summary>Names the resources.</summary>
            public static class Texts;
            """
        },
        {
            "EveryType",
            """
            namespace Shop;

            internal enum Colour { Red }
            internal readonly record struct Sku(string Value) { public static implicit operator string(Sku sku) => sku.Value; }
            internal readonly record struct Shelf(byte Value) { public static implicit operator byte(Shelf shelf) => shelf.Value; }

            [ErrorCatalog("types")]
            internal static partial class TypeErrors
            {
                [Error("WHOLE", ErrorKind.Internal)]
                public static partial Error Whole([MachineOnly] sbyte a, [MachineOnly] byte b, [MachineOnly] short c, [MachineOnly] ushort d, [MachineOnly] int e, [MachineOnly] uint f, [MachineOnly] long g, [MachineOnly] ulong h);

                [Error("BROKEN", ErrorKind.Internal)]
                public static partial Error Broken([MachineOnly] float a, [MachineOnly] double b, [MachineOnly] decimal c, [MachineOnly] bool d);

                [Error("TEXTS", ErrorKind.Internal)]
                public static partial Error Texts([MachineOnly] string a, [MachineOnly] string? b, [MachineOnly] char c, [MachineOnly] Uri d, [MachineOnly] Version? e, [MachineOnly] Colour f);

                [Error("TIMES", ErrorKind.Internal)]
                public static partial Error Times([MachineOnly] DateTimeOffset a, [MachineOnly] DateOnly b, [MachineOnly] TimeOnly c, [MachineOnly] TimeSpan d, [MachineOnly] Guid e);

                [Error("ABSENT", ErrorKind.Internal)]
                public static partial Error Absent([MachineOnly] int? a, [MachineOnly] ulong? b, [MachineOnly] Guid? c, [MachineOnly] Colour? d, [MachineOnly] Sku? e);

                [Error("OWN", ErrorKind.Internal)]
                public static partial Error Own([MachineOnly] Sku sku, [MachineOnly] Shelf shelf);
            }
            """
        },
        {
            "Nested",
            """
            namespace @namespace.Deep
            {
                /// <summary>Around it.</summary>
                public partial class Outer
                {
                    internal partial record struct @struct
                    {
                        [ErrorCatalog("deep")]
                        private static partial class @class
                        {
                            [Error("KEYWORDS", ErrorKind.Gone, Detail = "{event} {Descriptors}")]
                            public static partial Error @return(string @event, int Descriptors);

                            [Error("EXTENDS", ErrorKind.Gone, Detail = "{order}")]
                            internal static partial Error Missing(string order = "none");
                        }
                    }
                }
            }
            """
        },
        {
            "GlobalAndEmpty",
            """
            [ErrorCatalog("none")]
            static partial class NoErrors;
            """
        },
        {
            "NamesOfOthers",
            """
            namespace Shop
            {
                // Types of the user that are called like those that the generated code needs.
                internal sealed class ErrorArgument;
                internal sealed class ErrorDescriptor;
                internal static class System;
                internal static class Platform;

                [ErrorCatalog("names")]
                internal static partial class NameErrors
                {
                    [Error("TAKEN", ErrorKind.Conflict, Detail = "{name}")]
                    public static partial Error Taken(this string name);
                }
            }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void A_catalogue_is_written_like_this(string name, string source) => Snapshot.Matches("Platform.Errors.SourceGeneration.Tests", name, Compiling.GeneratedText(source));

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void What_is_written_compiles_without_a_warning(string name, string source)
    {
        var diagnostics = Compiling.Generate(Compiling.Compilation(source)).GetDiagnostics(TestContext.Current.CancellationToken);

        Assert.True(diagnostics.Where(each => each.Severity > DiagnosticSeverity.Hidden && !IsOfTheSource(each)).ToList() is [], $"{name}: {string.Join("\n", diagnostics)}");
    }

    [Theory]
    [MemberData(nameof(Catalogs))]
    public async Task The_analyzer_has_nothing_against_it(string name, string source) =>
        Assert.True(await Compiling.AnalyzeAsync(source) is var found && found.All(each => each.Id == "PLTERR036"), $"{name}: {string.Join("\n", found)}");

    [Theory]
    [InlineData("OutOfStock", "Out of stock")]
    [InlineData("InvalidURIGiven", "Invalid URI given")]
    [InlineData("NotFound404", "Not found404")]
    [InlineData("HTTPFailed", "HTTP failed")]
    [InlineData("Lost", "Lost")]
    [InlineData("PlanB", "Plan b")]
    [InlineData("snake_case_name", "snake case name")]
    public void A_title_that_is_not_given_is_the_name_in_words(string method, string title) => Assert.Equal(title, ErrorForms.TitleOf(method));

    /// <summary>An unneeded using of the harness.</summary>
    private static bool IsOfTheSource(Diagnostic diagnostic) => diagnostic.Id == "CS8019";
}
