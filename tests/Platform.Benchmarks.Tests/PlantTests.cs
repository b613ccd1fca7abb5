using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.SelfTest;

namespace Platform.Benchmarks.Tests;

/// <summary>The self-test must be able to fail, or it would prove nothing about the gate.</summary>
public sealed class PlantTests
{
    private const string Bar = "plant | r | - | commands | = 1 | - | -";

    [Fact]
    public async Task A_regression_that_is_caught_is_no_complaint()
        => Assert.Null(await TryAsync(new("p", Bar, Counting(2)) { Expected = Verdict.Missed, Reason = "commands", Value = (2, 2) }));

    [Fact]
    public async Task A_regression_that_is_let_through_is_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", Bar, Counting(1)) { Expected = Verdict.Missed }));

    [Fact]
    public async Task A_sound_row_that_is_caught_is_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", Bar, Counting(2)) { Expected = Verdict.Pass }));

    [Fact]
    public async Task Caught_for_another_reason_is_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", Bar, Counting(2)) { Expected = Verdict.Missed, Reason = "bytes" }));

    [Fact]
    public async Task Caught_by_luck_is_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", Bar, Counting(9)) { Expected = Verdict.Missed, Value = (2, 3) }));

    [Fact]
    public async Task Bars_that_are_not_refused_are_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", Bar, Counting(1)) { Refusal = "has no bar" }));

    [Fact]
    public async Task Bars_that_are_refused_for_another_reason_are_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", "nonsense", Counting(1)) { Refusal = "has no bar" }));

    [Fact]
    public async Task Bars_that_are_refused_unasked_are_a_complaint()
        => Assert.NotNull(await TryAsync(new("p", "nonsense", Counting(1))));

    [Fact]
    public void Every_plant_has_a_name_of_its_own()
    {
        var names = Plants.All.Select(plant => plant.Name).ToArray();

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    private static Task<string?> TryAsync(Plant plant) => plant.TryAsync(TestContext.Current.CancellationToken);

    private static GateRow Counting(double count) => GateRow.Quantity("r", "commands", "", Noise.None, _ => new ValueTask<double>(count));
}
