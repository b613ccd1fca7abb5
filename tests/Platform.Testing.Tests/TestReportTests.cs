using System.Diagnostics;
using System.Globalization;

namespace Platform.Testing.Tests;

/// <summary>The counts that <c>eng/test.sh</c> ends with: eng/TestReport.cs over reports with a known content.</summary>
public sealed class TestReportTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("test-reports-");

    public void Dispose() => _reports.Delete(recursive: true);

    [Fact]
    public async Task The_counts_of_all_projects_are_summed_and_skips_are_grouped_by_reason()
    {
        Write("A.Tests", Pass("one"), Pass("two"), Skip("three", "no server"));
        Write("B.Tests", Pass("four"), Skip("five", "no server"), Skip("six", "no <data> & so on"));

        var (code, lines) = await RunAsync(0, "A.Tests", "B.Tests");

        Assert.Equal("3 passed, 0 failed, 3 skipped", lines[^1]);
        Assert.Equal(0, code);
        Assert.Contains("       2 × no server", lines);
        Assert.Contains("       1 × no <data> & so on", lines);
    }

    [Fact]
    public async Task A_failed_test_is_named_counted_and_gives_the_exit_code()
    {
        Write("A.Tests", Pass("one"), Fail("two", "Expected 1"));

        var (code, lines) = await RunAsync(2, "A.Tests");

        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
        Assert.Contains("  two", lines);
        Assert.Contains("      Expected 1", lines);
    }

    [Fact]
    public async Task A_project_that_left_no_report_counts_as_a_failure()
    {
        Write("A.Tests", Pass("one"));

        var (code, lines) = await RunAsync(0, "A.Tests", "Crashed.Tests");

        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.Contains("Crashed.Tests left no report", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_without_a_test_counts_as_a_failure_unless_a_filter_was_given()
    {
        Write("A.Tests", Pass("one"));
        Write("Empty.Tests");

        Assert.Equal(1, (await RunAsync(0, "A.Tests", "Empty.Tests")).Code);
        Assert.Equal(0, (await RunAsync(0, "A.Tests?", "Empty.Tests?", "NotEvenBuilt.Tests?")).Code);
    }

    [Fact]
    public async Task A_run_in_which_everything_was_skipped_has_not_passed()
    {
        Write("A.Tests", Skip("one", "no server"));

        var (code, lines) = await RunAsync(0, "A.Tests");

        Assert.Equal("0 passed, 1 failed, 1 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task An_error_outside_any_test_counts_as_a_failure()
    {
        Write("A.Tests", Pass("one"), "<errors><error type=\"class-cleanup\"><failure><message>port still open</message></failure></error></errors>");

        var (code, lines) = await RunAsync(0, "A.Tests");

        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_runner_that_failed_without_a_failed_test_is_not_believed()
    {
        Write("A.Tests", Pass("one"));

        var (code, lines) = await RunAsync(124, "A.Tests");

        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    private static string Pass(string name) => $"<test name=\"{name}\" result=\"Pass\" time=\"0.5\" />";

    private static string Skip(string name, string reason) => $"<test name=\"{name}\" result=\"Skip\" time=\"0\"><reason><![CDATA[{reason}]]></reason></test>";

    private static string Fail(string name, string message) => $"<test name=\"{name}\" result=\"Fail\" time=\"1\"><failure><message>{message}</message></failure></test>";

    private void Write(string project, params string[] content) => File.WriteAllText(
        Path.Combine(_reports.FullName, $"{project}.xunit.xml"),
        $"<assemblies><assembly name=\"/any/where/{project}.dll\" time=\"1.5\"><collection>{string.Concat(content)}</collection></assembly></assemblies>");

    private async Task<(int Code, string[] Lines)> RunAsync(int runnerExitCode, params string[] expected)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "--file", "eng/TestReport.cs", "--", _reports.FullName, runnerExitCode.ToString(CultureInfo.InvariantCulture), .. expected])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
        };
        // What the test platform sets for its own process must not reach another dotnet command.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }
}
