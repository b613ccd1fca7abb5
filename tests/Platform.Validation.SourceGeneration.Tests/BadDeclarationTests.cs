using System.Globalization;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>Everything that can be declared wrongly, each refused with a sentence that says what to do.</summary>
public sealed class BadDeclarationTests
{
    private const string Rest = """

        public static class Patterns { public static int Number => 1; }
        [Validated] public sealed partial record Clean([Trim] string Text);
        public static class Compiled
        {
            [System.Text.RegularExpressions.GeneratedRegex("^(a+)+$", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
            public static System.Text.RegularExpressions.Regex Endless => null!;
        }
        [ValidatorFor<Unmarked>] public abstract partial class UnmarkedRules { }
        public class Unmarked { [Required] public string? Name { get; set; } }
        """;

    /// <summary>What stands in the type, what is said, and a piece of the sentence.</summary>
    public static TheoryData<string, string, string> Members => new()
    {
        { "public static string Validator => \"\";", "PLTVAL002", "'Order' has a member named 'Validator'" },
        { "[TextLength(1, 2)] public int Number { get; set; }", "PLTVAL003", "[TextLength] cannot judge 'Number', which is of type 'int'; put it on a text" },
        { "[ItemCount(1, 2)] public string? Text { get; set; }", "PLTVAL003", "[TextLength] is for texts" },
        { "[Minimum(1)] public string? Text { get; set; }", "PLTVAL003", "put it on a number, a date or a time" },
        { "[Range(1, 2)] public bool Yes { get; set; }", "PLTVAL003", "[Range] cannot judge 'Yes'" },
        { "[StringLength(4)] public string? A { get; set; } [Length(1, 2)] public int B { get; set; }", "PLTVAL003", "[Length] cannot judge 'B'" },
        { "[MultipleOf(\"0.5\")] public int Number { get; set; }", "PLTVAL003", "a whole divisor" },
        { "[Pattern(\"a\")] public int Number { get; set; }", "PLTVAL003", "[Pattern] cannot judge" },
        { "[Format(\"email\")] public int Number { get; set; }", "PLTVAL003", "[Format] cannot judge" },
        { "[OneOf(\"a\")] public int Number { get; set; }", "PLTVAL003", "name values of the member's own type" },
        { "[Defined] public int Number { get; set; }", "PLTVAL003", "put it on an enumeration" },
        { "[UniqueItems] public int Number { get; set; }", "PLTVAL003", "put it on a collection" },
        { "[Minimum(\"one\")] public decimal Number { get; set; }", "PLTVAL004", "'one' of [Minimum] on 'Number' is no number" },
        { "[Range(typeof(DateOnly), \"2000-01-01\", \"soon\")] public DateOnly Day { get; set; }", "PLTVAL004", "'soon' of [Range] on 'Day' is no value of 'System.DateOnly'" },
        { "[Minimum(\"2000-01-01T00:00:00Z\")] public DateTime Day { get; set; }", "PLTVAL004", "'2000-01-01T00:00:00Z' of [Minimum] on 'Day' is no value of 'System.DateTime'" },
        { "[Maximum(\"2000-01-01T00:00:00+02:00\")] public DateTime? Day { get; set; }", "PLTVAL004", "is no value of 'System.DateTime'" },
        { "[MultipleOf(0)] public int Number { get; set; }", "PLTVAL004", "number above zero" },
        { "[Range(5, 4)] public int Number { get; set; }", "PLTVAL005", "the minimum lies above the maximum" },
        { "[Range(256, 300)] public byte Number { get; set; }", "PLTVAL005", "it is more than the type 'byte' can hold" },
        { "[Range(1, 1, MinimumIsExclusive = true)] public double Number { get; set; }", "PLTVAL005", "the minimum lies above the maximum" },
        { "[TextLength(-1, 4)] public string? Text { get; set; }", "PLTVAL005", "the minimum is negative" },
        { "[ItemCount(4, 1)] public int[]? Items { get; set; }", "PLTVAL005", "the minimum lies above the maximum" },
        { "[TextLength(1, 4, Code = \"too long\")] public string? Text { get; set; }", "PLTVAL006", "'too long' is not a code; use capital letters, digits and underscores, a letter first, at most 63 characters, for example \"TOO_LONG\"" },
        { "[TextLength(1, 4, Code = \"2_LONG\")] public string? Text { get; set; }", "PLTVAL006", "for example \"LONG\"" },
        { "[Rule(nameof(Find))] public string? Text { get; set; } public static void Find(string text, RuleFindings findings) { }", "PLTVAL007", "take a 'ref RuleFindings' last" },
        { "[Rule(nameof(Find))] public string? Text { get; set; } public static void Find(int text, ref RuleFindings findings) { }", "PLTVAL007", "does not take a 'string' first" },
        { "[Rule(nameof(Find))] public string? Text { get; set; } public static void Find(string text, IServiceProvider services, ref RuleFindings findings) { }", "PLTVAL007", "which only an asynchronous rule could be given" },
        { "[Rule(\"Missing\")] public string? Text { get; set; }", "PLTVAL007", "'Missing', the rule of 'Text', is no method of 'Order'; correct the name" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public static string Holds(string text) => text;", "PLTVAL007", "does not return bool, Task<bool> or ValueTask<bool>" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public bool Holds(string text) => true;", "PLTVAL007", "is not static" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public static bool Holds(int number) => true;", "PLTVAL007", "does not take a 'string' first" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public static bool Holds(string text, IServiceProvider services) => true;", "PLTVAL007", "which only an asynchronous rule could be given" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public static bool Holds<T>(string text) => true;", "PLTVAL007", "is generic" },
        { "[Rule(nameof(Holds))] public string? Text { get; set; } public static ValueTask<bool> Holds(string text, int number) => new(true);", "PLTVAL007", "takes 'number', which is no service" },
        { "[Pattern(typeof(Patterns), \"Number\")] public string? Text { get; set; }", "PLTVAL007", "declare it with [GeneratedRegex]" },
        { "[CustomValidation(typeof(Patterns), \"Number\")] public string? Text { get; set; }", "PLTVAL007", "returns a ValidationResult" },
        { "[TextLength(1, 2, When = \"Never\")] public string? Text { get; set; }", "PLTVAL008", "no bool property or parameterless bool method named 'Never'" },
        { "[When(nameof(Size)), StringLength(2)] public string? Text { get; set; } public int Size => 1;", "PLTVAL008", "named 'Size' that could be the condition of 'Text'" },
        { "[Pattern(\"(\")] public string? Text { get; set; }", "PLTVAL009", "The pattern of 'Text' is no regular expression" },
        { "[RegularExpression(\"[\")] public string? Text { get; set; }", "PLTVAL009", "is no regular expression" },
        { "[Format(\"e-mail\")] public string? Text { get; set; }", "PLTVAL010", "'e-mail' is no format that is known; use one of date-time" },
        { "[Trim] public int Number { get; set; }", "PLTVAL011", "it is for texts, and for lists and dictionaries of texts" },
        { "[Trim] public Dictionary<string, int>? Map { get; set; }", "PLTVAL011", "the values of the dictionary are no texts; 'Keys = true' is for its keys" },
        { "[Trim(Keys = true)] public Dictionary<int, string>? Map { get; set; }", "PLTVAL011", "the keys of the dictionary are no texts" },
        { "[Trim] public SortedDictionary<string, string>? Map { get; set; }", "PLTVAL011", "keep it in a Dictionary" },
        { "[Trim] public Dictionary<string, string>? Map { get; }", "PLTVAL011", "the member cannot be set" },
        { "[Trim(Keys = true)] public string? Text { get; set; }", "PLTVAL023", "[Trim] on 'Text' is about each key, and 'string' has no keys" },
        { "[TextLength(1, 2, Keys = true)] public List<string>? Texts { get; set; }", "PLTVAL023", "[TextLength] on 'Texts' is about each key" },
        { "[TextLength(1, 2, Keys = true)] public Dictionary<int, string>? Map { get; set; }", "PLTVAL003", "[TextLength] cannot judge 'Map', which is of type 'int'" },
        { "[ValidatedBy<UnmarkedRules>] public string? Text { get; set; }", "PLTVAL024", "'Text' is of type 'string', which 'UnmarkedRules' has no rules for" },
        { "[Rule(nameof(Hold), Each = true)] public List<string>? Texts { get; set; } public static ValueTask<bool[]> Hold(IReadOnlyList<int> texts) => new([]);", "PLTVAL007", "does not take a 'IReadOnlyList of string' first" },
        { "[Trim] public string? Text { get; }", "PLTVAL011", "give it a setter" },
        { "[Trim] public string? Text { get; init; }", "PLTVAL011", "or make the type a record or struct" },
        { "[Trim] public System.Collections.Immutable.ImmutableArray<string> Texts { get; set; }", "PLTVAL011", "a 'System.Collections.Immutable.ImmutableArray<string>' cannot be changed; keep it in an array or a List" },
        { "[Trim] public System.Collections.Frozen.FrozenSet<string>? Texts { get; set; }", "PLTVAL011", "cannot be changed" },
        { "[Trim] public System.Collections.ObjectModel.ReadOnlyCollection<string>? Texts { get; set; }", "PLTVAL011", "cannot be changed" },
        { "[Trim] public Stack<string>? Texts { get; set; }", "PLTVAL011", "cannot be changed" },
        { "public System.Collections.Immutable.ImmutableList<Clean>? Items { get; set; }", "PLTVAL011", "cannot be changed" },
        { "[Pattern(typeof(Compiled), nameof(Compiled.Endless))] public string? Text { get; set; }", "PLTVAL019", "'Endless' backtracks without a time limit, so that one value could hold 'Text' up for ever; give [GeneratedRegex] matchTimeoutMilliseconds" },
        { "[Sanitize(typeof(Patterns), \"Number\")] public string? Text { get; set; }", "PLTVAL011", "it names no static method" },
        { "[LowerCase, UpperCase] public string? Text { get; set; }", "PLTVAL011", "contradict each other" },
        { "[Normalize(System.Text.NormalizationForm.FormD)] public string? Text { get; set; }", "PLTVAL011", "only the forms C and KC" },
        { "public string A { get; set; } = \"\"; [System.Text.Json.Serialization.JsonPropertyName(\"a\")] public string B { get; set; } = \"\";", "PLTVAL012", "'A' and 'B' are both 'a' on the wire" },
        { "[Compare(\"Missing\")] public string? Text { get; set; }", "PLTVAL013", "names the member 'Missing', which 'Order' does not have" },
        { "public Unmarked? Inner { get; set; }", "PLTVAL014", "declares rules and is not marked [Validated]" },
        { "public List<Unmarked>? Inner { get; set; }", "PLTVAL014", "'Inner' is of type 'Shop.Unmarked'" },
        { "[StringLength(2, ErrorMessageResourceType = typeof(Patterns), ErrorMessageResourceName = \"Text\")] public string? Text { get; set; }", "PLTVAL017", "'Patterns' has no static property 'Text'" },
        { "[Display(Name = \"Text\", ResourceType = typeof(Patterns)), StringLength(2)] public string? Text { get; set; }", "PLTVAL021", "[Display] of 'Text' takes its name from a resource" },
        { "[TextLength(1, 2, Each = true)] public int Number { get; set; }", "PLTVAL018", "is about each item" },
    };

    public static TheoryData<string, string, string> Types => new()
    {
        { "[Validated] public class A { }", "PLTVAL001", "The validated type 'A' is not partial; declare it as a partial class, record or struct" },
        { "[Validated, MetadataType(typeof(B))] public partial class A { public string? Name { get; set; } } public class B { [Required] public string? Name { get; set; } }", "PLTVAL020", "The rules of 'A' on its metadata type 'B' are not read" },
        { "[ValidatorFor<Uri>] public class A { }", "PLTVAL001", "The validated type 'A' is not partial" },
        { "[ValidatorFor<Uri>] public partial class A { public string? Hots { get; set; } }", "PLTVAL022", "'Hots' of 'A' mirrors no member of 'System.Uri': it has no public member of that name that can be read" },
        { "[ValidatorFor<Uri>] public partial class A { public string? Port { get; set; } }", "PLTVAL022", "there it is of type 'int'" },
        { "[ValidatorFor<Uri>, Rule(\"X\")] public partial class A { public bool X(Uri a) => true; }", "PLTVAL007", "is not static" },
        { "[ValidatorFor<Uri>] public partial class A { [Minimum(1, When = \"X\")] public int Port { get; set; } public bool X() => true; }", "PLTVAL008", "could be the condition of 'Port'" },
        { "[Validated] public static partial class A { }", "PLTVAL001", "is static" },
        { "[Validated] file partial class A { }", "PLTVAL001", "is local to its file" },
        { "[Validated] public ref partial struct A { }", "PLTVAL001", "is a ref struct" },
        { "public class Outer { [Validated] public partial class A { } }", "PLTVAL001", "stands in 'Outer', which is not partial" },
        { "public class A { [Trim] public string? Name { get; set; } }", "PLTVAL015", "'A' declares rules of Platform.Validation and is not marked [Validated]" },
        { "[Rule(\"X\")] public class A { public bool X() => true; }", "PLTVAL015", "'A' declares rules" },
        { "[Validated, Rule(\"X\", Member = \"Y\")] public partial class A { public bool X() => true; }", "PLTVAL013", "names the member 'Y'" },
        { "[Validated, Rule(\"X\")] public partial class A { public static bool X() => true; }", "PLTVAL007", "is static and does not take a 'A' first" },
        { Async + "public static class B { public static bool C(A a) => A.Validator.IsValid(a); }", "PLTVAL016", "'A' has asynchronous rules, which 'IsValid' cannot run; call ValidateAsync" },
        { Async + "public static class B { public static object C(A a) => A.Validator.Validate(a); }", "PLTVAL016", "which 'Validate' cannot run" },
        { Async + "public static class B { public static object C(A a) => A.Validator.SanitizeAndValidate(ref a); }", "PLTVAL016", "which 'SanitizeAndValidate' cannot run" },
        { Async + "public static class B { public static object C(IValidator<A> v, A a) => v.Validate(a); }", "PLTVAL016", "which 'Validate' cannot run" },
        { Async + "[Validated] public partial class Outer { public List<A>? Items { get; set; } } public static class B { public static object C(Outer a) => Outer.Validator.Validate(a); }", "PLTVAL016", "'Outer' has asynchronous rules" },
    };

    private const string Async = "[Validated] public partial class A { [Rule(nameof(X))] public string? Y { get; set; } public static Task<bool> X(string y) => Task.FromResult(true); }\n";

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_member_that_is_declared_wrongly_is_refused(string member, string id, string piece) =>
        await IsRefused($"namespace Shop;\n[Validated]\npublic partial class Order\n{{\n{member}\n}}\n{Rest}", id, piece);

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_type_or_call_that_is_wrong_is_refused(string source, string id, string piece) => await IsRefused("namespace Shop;\n" + source, id, piece);

    [Theory]
    [InlineData("[Validated] public partial class A { [Range(0, 1.5)] public decimal B { get; set; } [StringLength(4)] public string? C { get; set; } }")]
    [InlineData("public class A { [Required] public string? Name { get; set; } }")]
    [InlineData("public abstract class A { [Trim] public string? Name { get; set; } } [Validated] public partial class B : A { }")]
    [InlineData("[Validated] public partial class A { [NotValidated] public U? B { get; set; } } public class U { [Required] public string? Name { get; set; } }")]
    [InlineData(Async + "public static class B { public static async Task<bool> C(A a, IServiceProvider p) => (await A.Validator.ValidateAsync(a, p)).IsValid; }")]
    [InlineData("[Validated] public partial record A([Minimum(\"2000-01-01T00:00:00Z\")] DateTimeOffset B, [Minimum(\"2000-01-01T00:00:00\")] DateTime C);")]
    [InlineData("[Validated] public partial record A([Range(0, 1.8446744073709551615E+19)] ulong B, [Range(-5, 300)] byte C, [Minimum(long.MinValue)] long D);")]
    [InlineData("[Validated] public partial class A { [Trim] public HashSet<string>? B { get; set; } [Trim] public ISet<string>? C { get; set; } [Trim] public System.Collections.ObjectModel.Collection<string>? D { get; } }")]
    [InlineData("[Validated] public sealed partial record C([Trim] string D); [Validated] public partial record A(HashSet<C> B, IReadOnlyList<C> E, C[] F, List<C> G);")]
    [InlineData("[Validated] public partial class A { [Pattern(typeof(P), \"Q\")] public string? B { get; set; } } public static class P { [System.Text.RegularExpressions.GeneratedRegex(\"a\", System.Text.RegularExpressions.RegexOptions.None, 100)] public static System.Text.RegularExpressions.Regex Q() => null!; }")]
    [InlineData("[Validated] public partial class A { [Pattern(typeof(P), \"Q\")] public string? B { get; set; } } public static class P { [System.Text.RegularExpressions.GeneratedRegex(\"a\", System.Text.RegularExpressions.RegexOptions.NonBacktracking)] public static System.Text.RegularExpressions.Regex Q() => null!; }")]
    public async Task What_is_right_passes(string source) => Assert.Empty(await Compiling.AnalyzeAsync("namespace Shop;\n" + source));

    /// <summary>The generator cannot ask the package, and has a list of its own.</summary>
    [Fact]
    public async Task The_formats_that_can_be_declared_are_those_that_the_package_knows()
    {
        var found = await Compiling.AnalyzeAsync("namespace Shop;\n[Validated] public partial class A { [Format(\"e-mail\")] public string? B { get; set; } }");
        var message = Assert.Single(found).GetMessage(CultureInfo.InvariantCulture);
        const string Before = "use one of ";
        var declared = message[(message.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split(", ");
        var known = (System.Collections.IDictionary)typeof(Schema.JsonSchema).Assembly.GetType("Platform.Validation.Schema.Formats.StringFormat")!
            .GetField("Known", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetValue(null)!;

        Assert.Equal(known.Keys.Cast<string>().Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    private static async Task IsRefused(string source, string id, string piece)
    {
        var found = await Compiling.AnalyzeAsync(source);

        var fault = Assert.Single(found, each => each.Id == id);
        Assert.Contains(piece, fault.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.All(found, each => Assert.Equal(id, each.Id));
        Assert.True(fault.Location.IsInSource);
    }
}
