using Platform.Conformance.Tests.Frame;
using Platform.Testing;

namespace Platform.Conformance.Tests;

/// <summary>Runs every outside suite: one test for each file, so that its counts are seen; a failure names each case.</summary>
public sealed class ConformanceTests(ConformanceReport report)
{
    /// <summary>The files of all suites that are run, as found on this machine.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Files()
    {
        if (OutsideData.Conformance.Root is not { } root)
            return [new("-", "-") { Skip = OutsideData.Conformance.SkipReason }];
        var notFetched = SuiteRegistry.NotFetched(root);
        return SuiteRegistry.All.OfType<RunningSuite>().SelectMany(suite => notFetched.Contains(suite.Folder)
            ? [new(suite.Folder, "-") { Skip = $"{suite.Folder} cannot be fetched from a public repository" }]
            : suite.FindFiles(root).Cases.Select(file => new TheoryDataRow<string, string>(suite.Folder, file)));
    }

    /// <summary>The folders of the suites that are not run yet.</summary>
    public static IEnumerable<TheoryDataRow<string>> Awaiting() =>
        SuiteRegistry.All.OfType<AwaitingSuite>().Select(suite => new TheoryDataRow<string>(suite.Folder));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_case_of_a_file_gets_the_answer_its_suite_expects(string suite, string file)
    {
        var running = SuiteRegistry.All.OfType<RunningSuite>().Single(each => each.Folder == suite);

        var result = await FileResult.RunAsync(running, OutsideData.Conformance.Folder(""), file, TestContext.Current.CancellationToken);

        report.Add(result);
        TestContext.Current.TestOutputHelper!.WriteLine($"{suite}/{file}: {result.Cases} cases, {result.Failures.Count} failed");
        Assert.True(result.Failures.Count == 0, string.Join(Environment.NewLine, result.Failures));
    }

    [Fact]
    public void Every_folder_of_the_conformance_data_is_known_and_none_is_empty()
    {
        var faults = SuiteRegistry.FindFaults(OutsideData.Conformance.Folder(""), SuiteRegistry.All);

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Awaiting))]
    public void A_suite_is_run_as_soon_as_its_package_is_there(string suite)
    {
        var awaiting = SuiteRegistry.All.OfType<AwaitingSuite>().Single(each => each.Folder == suite);
        var (overdue, reason) = SuiteRegistry.Await(awaiting, Checkout.Root);

        Assert.False(overdue, reason);
        Assert.Skip($"{reason}: {suite}, {awaiting.FindFiles(OutsideData.Conformance.Folder("")).Cases.Count} files");
    }
}
