using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class HotPathsAllocateNothingTests
{
    private const string Measured = """
        public sealed class BucketTests
        {
            [Fact, AllocationTestOf(typeof(Bucket<>), nameof(Bucket<int>.TryTake))]
            public void Taking_allocates_nothing() { }
        }
        """;

    private static House House(string members, string test = Measured) => Planted.House(Planted.Package("Platform.RateLimiting").With($$"""
        using Platform.Shared;
        namespace Platform.RateLimiting;
        public class Bucket<T>
        {
            {{members}}
        }
        """)) with { TestSources = [new SourceFile("tests/Platform.RateLimiting.Tests/BucketTests.cs", test)] };

    [Theory]
    [InlineData("[HotPath] public object TryTake(int cost) => cost;", "boxes Int32")]
    [InlineData("[HotPath] public string TryTake(int cost) => string.Format(\"{0}\", cost);", "boxes Int32")]
    [InlineData("[HotPath] public object? TryTake(T cost) => cost;", "boxes T")]
    [InlineData("[HotPath] public int TryTake(List<int> all, int cost) => all.FindIndex(each => each == cost);", "captures variables in a closure")]
    [InlineData("int _cost; [HotPath] public int TryTake(List<int> all) => all.FindIndex(each => each == _cost);", "makes a delegate Predicate on each call")]
    [InlineData("[HotPath] public async ValueTask<object> TryTake(int cost) { await Task.Yield(); return cost; }", "boxes Int32")]
    [InlineData("[HotPath] public object TryTake(int cost) { return Inner(cost); static object Inner(int inner) => inner; }", "boxes Int32")]
    [InlineData("[HotPath] public object TryTake => 3;", "boxes Int32")]
    public void A_hot_path_that_allocates_is_refused(string member, string words)
    {
        var violations = HotPathsAllocateNothing.Check(House(member)).ToList();

        Assert.All(violations, violation => Assert.Equal("Platform.RateLimiting.Bucket`1.TryTake", violation.Offender));
        Assert.Contains(violations, violation => violation.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[HotPath] public bool TryTake(int cost) => cost < 3;")]
    [InlineData("[HotPath] public bool TryTake(T cost) => cost is null;")]
    [InlineData("[HotPath] public bool TryTake(T cost) => cost is int;")]
    [InlineData("[HotPath] public int TryTake(List<int> all) => all.FindIndex(static each => each == 3);")]
    [InlineData("[HotPath] public int TryTake(int cost) { return Inner(); int Inner() => cost + 1; }")]
    [InlineData("[HotPath] public async ValueTask<int> TryTake(int cost) { await Task.Yield(); return cost; }")]
    [InlineData("[HotPath] public bool TryTake => true;")]
    public void A_hot_path_that_allocates_nothing_is_allowed(string member) =>
        Planted.IsClean(HotPathsAllocateNothing.Check(House(member)));

    [Fact]
    public void A_cold_neighbour_may_allocate_and_is_allowed() =>
        Planted.IsClean(HotPathsAllocateNothing.Check(House("[HotPath] public bool TryTake(int cost) => true; public object Describe(int cost) => cost;")));

    [Theory]
    [InlineData("")]
    [InlineData("class T { [Fact] public void Taking() { } }")]
    [InlineData("class T { [AllocationTestOf(typeof(Bucket<>), nameof(Bucket<int>.TryTake))] public void NotATest() { } }")]
    [InlineData("class T { [Fact, AllocationTestOf(typeof(Bucket<>), nameof(Bucket<int>.Refill))] public void OfAnother() { } }")]
    [InlineData("class T { [Fact(Skip = \"slow\"), AllocationTestOf(typeof(Bucket<>), nameof(Bucket<int>.TryTake))] public void Skipped() { } }")]
    public void A_hot_path_that_no_test_measures_is_refused(string test) =>
        Planted.IsCaught(HotPathsAllocateNothing.Check(House("[HotPath] public bool TryTake(int cost) => true;", test)),
            "Platform.RateLimiting.Bucket`1.TryTake", "no test measures");

    private const string Overloaded =
        "[HotPath] public bool TryTake() => true; [HotPath] public bool TryTake(ReadOnlySpan<byte> key) => true; [HotPath] public bool TryTake(ReadOnlySpan<char> key, in int? cost) => true;";

    private static House Measuring(string members, params string[] marks) =>
        House(members, $"class T {{ {string.Concat(marks.Select((mark, number) => $"[Fact, AllocationTestOf(typeof(Bucket<>), nameof(Bucket<int>.TryTake){mark})] public void T{number}() {{ }} "))}}}");

    [Theory]
    [InlineData("", ", typeof(ReadOnlySpan<byte>)", ", typeof(System.ReadOnlySpan<char>), typeof(int?)")]
    [InlineData("", ", typeof(ReadOnlySpan<Byte>)", ", typeof(ReadOnlySpan<char>), typeof(Nullable<int>)")]
    public void Overloads_that_are_each_measured_are_allowed(string first, string second, string third) =>
        Planted.IsClean(HotPathsAllocateNothing.Check(Measuring(Overloaded, first, second, third)));

    [Theory]
    [InlineData("", ", typeof(ReadOnlySpan<byte>)", "Platform.RateLimiting.Bucket`1.TryTake(ReadOnlySpan<Char>, Nullable<Int32>)")]
    [InlineData("", ", typeof(ReadOnlySpan<char>), typeof(int?)", "Platform.RateLimiting.Bucket`1.TryTake(ReadOnlySpan<Byte>)")]
    [InlineData(", typeof(ReadOnlySpan<byte>)", ", typeof(ReadOnlySpan<char>), typeof(int?)", "Platform.RateLimiting.Bucket`1.TryTake()")]
    public void An_overload_that_only_its_namesakes_tests_measure_is_refused(string first, string second, string offender) =>
        Planted.IsCaught(HotPathsAllocateNothing.Check(Measuring(Overloaded, first, second)), offender, "no test measures");

    [Theory]
    [InlineData(", typeof(ReadOnlySpan<char>)")]
    [InlineData(", typeof(ReadOnlySpan<byte>), typeof(int)")]
    public void A_mark_whose_types_fit_no_member_is_refused(string mark) =>
        Planted.IsCaught(HotPathsAllocateNothing.Check(Measuring("[HotPath] public bool TryTake(ReadOnlySpan<byte> key) => true;", mark)),
            "Platform.RateLimiting.Bucket`1.TryTake", "no test measures");

    [Fact]
    public void An_overload_of_which_only_one_is_hot_needs_no_types_and_is_allowed() =>
        Planted.IsClean(HotPathsAllocateNothing.Check(Measuring("[HotPath] public bool TryTake(int cost) => true; public object TryTake(long cost) => cost;", "")));

    [Fact]
    public void A_type_parameter_is_measured_with_any_type_and_is_allowed() =>
        Planted.IsClean(HotPathsAllocateNothing.Check(Measuring(
            "[HotPath] public bool TryTake(T cost) => true; [HotPath] public bool TryTake(List<T> costs, int most) => true;", ", typeof(int)", ", typeof(List<long>), typeof(int)")));

    [Fact]
    public void A_test_that_names_the_member_with_its_namespace_is_allowed() =>
        Planted.IsClean(HotPathsAllocateNothing.Check(House("[HotPath] public bool TryTake(int cost) => true;", """
            class T { [Theory] [Platform.Testing.AllocationTestOf(typeof(Platform.RateLimiting.Bucket<int>), nameof(RateLimiting.Bucket<int>.TryTake))] public void Taking(int x) { } }
            """)));
}
