using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class NoStaticMutableStateTests
{
    private static PlantedPackage Holding(string member) => Planted.Package("Platform.Audit").With($$"""
        namespace Platform.Audit;
        public class Ledger
        {
            {{member}}
        }
        """);

    [Theory]
    [InlineData("static int Count;", "Count", "can be set")]
    [InlineData("internal static int Count { get; set; }", "Count", "can be set")]
    [InlineData("public static event Action? Changed;", "Changed", "can be set")]
    [InlineData("static readonly List<int> Seen = [];", "Seen", "List")]
    [InlineData("static readonly IDictionary<string, int> Seen = new Dictionary<string, int>();", "Seen", "IDictionary")]
    [InlineData("static List<int> Seen { get; } = [];", "Seen", "List")]
    [InlineData("static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> Cache = new();", "Cache", "ConcurrentDictionary")]
    [InlineData("static readonly SemaphoreSlim Gate = new(1);", "Gate", "SemaphoreSlim")]
    [InlineData("internal static readonly int[] Primes = [2, 3];", "Primes", "others can write")]
    [InlineData("[ThreadStatic] static byte[]? Buffer;", "Buffer", "without a reason")]
    [InlineData("static readonly AsyncLocal<int> Current = new();", "Current", "without a reason")]
    [InlineData("class Inner<T> { static T? Last; }", "Inner`1.Last", "can be set")]
    public void Static_state_that_can_change_is_refused(string member, string field, string words) =>
        Planted.IsCaught(NoStaticMutableState.Check(Holding(member).Build()), "Platform.Audit.Ledger." + field, words);

    [Theory]
    [InlineData("const int Limit = 3;")]
    [InlineData("static readonly int Limit = Environment.ProcessorCount;")]
    [InlineData("static readonly int[] Primes = [2, 3];")]
    [InlineData("static readonly System.Collections.Frozen.FrozenDictionary<int, int> Table = System.Collections.Frozen.FrozenDictionary<int, int>.Empty;")]
    [InlineData("static readonly Func<int, int> Twice = static value => value * 2;")]
    [InlineData("static readonly Lazy<string> Text = new(() => \"\");")]
    [InlineData("int Sum(IEnumerable<int> items) => System.Linq.Enumerable.Sum(items, item => item);")]
    [InlineData("void Sort(List<string> items) => items.Sort(string.CompareOrdinal);")]
    [InlineData("static ReadOnlySpan<byte> Magic => \"PLAT\"u8;")]
    [InlineData("// Hashing is synchronous, so one buffer per thread is enough.\n[ThreadStatic] static byte[]? Buffer;")]
    [InlineData("/// <summary>The ambient actor flows with the request.</summary>\nstatic readonly AsyncLocal<int> Current = new();")]
    [InlineData("int _count; readonly List<int> _seen = [];")]
    public void State_that_cannot_change_or_says_why_it_must_is_allowed(string member) =>
        Planted.IsClean(NoStaticMutableState.Check(Holding(member).Build()));

    [Fact]
    public void A_reason_written_on_another_field_does_not_count_and_is_refused()
    {
        var planted = Planted.Package("Platform.Audit").With("""
            namespace Platform.Audit;
            class Ledger { [ThreadStatic] static byte[]? Buffer; }
            class Other
            {
                // Hashing is synchronous.
                [ThreadStatic] static byte[]? Buffer;
            }
            """).Build();

        Planted.IsCaught(NoStaticMutableState.Check(planted), "Platform.Audit.Ledger.Buffer", "without a reason");
    }

    [Fact]
    public void What_a_generator_keeps_is_allowed() => Planted.IsClean(NoStaticMutableState.Check(Planted.Package("Platform.Audit").With("""
        namespace Platform.Audit;
        [System.CodeDom.Compiler.GeneratedCode("Generator", "1.0")]
        class Generated { static int _cache; }
        """).Build()));
}
