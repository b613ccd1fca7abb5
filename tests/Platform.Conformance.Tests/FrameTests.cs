using Platform.Conformance.Tests.Frame;
using Platform.Conformance.Tests.Json;
using Platform.Conformance.Tests.Suites;

namespace Platform.Conformance.Tests;

/// <summary>The frame itself: each way in which a suite could come out silently empty is planted, and must be seen.</summary>
public sealed class FrameTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("conformance-");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Every_file_that_a_fuller_copy_brings_is_found_at_any_depth_and_the_others_are_counted()
    {
        Write("lines/a.txt", "x");
        Write("lines/deeper/still/b.txt", "x");
        Write("lines/LICENSE", "x");

        var (cases, others) = new Lines().FindFiles(_root.FullName);

        Assert.Equal(["a.txt", "deeper/still/b.txt"], cases);
        Assert.Equal(1, others);
    }

    [Fact]
    public void A_folder_that_nobody_knows_is_named()
    {
        Write("lines/a.txt", "x");
        Write("strangers/a.txt", "x");

        var fault = Assert.Single(SuiteRegistry.FindFaults(_root.FullName, [new Lines()]));

        Assert.StartsWith("strangers: nobody knows this folder.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lines/LICENSE")]
    [InlineData("README.md")]
    public void A_known_folder_without_cases_is_named_whether_it_is_empty_or_absent(string only)
    {
        Write(only, "x");

        var fault = Assert.Single(SuiteRegistry.FindFaults(_root.FullName, [new Lines()]));

        Assert.StartsWith("lines: no file with cases", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suite_that_could_not_be_fetched_may_be_absent_when_the_fetching_said_so()
    {
        Write("NOT-FETCHED.txt", "later");

        var fault = Assert.Single(SuiteRegistry.FindFaults(_root.FullName, [new Lines(), new Later()]));

        Assert.StartsWith("lines: no file with cases", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_claimed_twice_is_named()
    {
        Write("lines/a.txt", "x");

        Assert.Contains("lines: 2 suites claim this folder.", SuiteRegistry.FindFaults(_root.FullName, [new Lines(), new Lines()]));
    }

    [Fact]
    public async Task A_file_without_a_case_fails()
    {
        Write("lines/a.txt", "");

        var result = await FileResult.RunAsync(new Lines(), _root.FullName, "a.txt", Ending);

        Assert.Equal(["lines/a.txt: holds no case"], result.Failures);
    }

    [Fact]
    public async Task Wrong_answers_and_exceptions_are_named_case_by_case_and_do_not_stop_the_file()
    {
        Write("lines/a.txt", "right", "wrong", "throws", "right");

        var result = await FileResult.RunAsync(new Lines(), _root.FullName, "a.txt", Ending);

        Assert.Equal(4, result.Cases);
        Assert.Equal(["lines/a.txt#2: wrong", "lines/a.txt#3: InvalidOperationException: thrown"], result.Failures);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_fails_however_many_cases_came_before()
    {
        Write("lines/a.txt", "right", "broken");

        var result = await FileResult.RunAsync(new Lines(), _root.FullName, "a.txt", Ending);

        Assert.Equal(1, result.Cases);
        Assert.Equal(["lines/a.txt: cannot be read beyond case 1: FormatException: a broken line"], result.Failures);
    }

    [Fact]
    public async Task A_case_that_never_ends_is_seen_to_hang()
    {
        Write("lines/a.txt", "hangs");
        var suite = new Lines(patienceMilliseconds: 100);

        await Assert.ThrowsAsync<TimeoutException>(() => FileResult.RunAsync(suite, _root.FullName, "a.txt", Ending));
        suite.Release();
    }

    [Fact]
    public void A_suite_may_wait_only_until_its_package_is_there()
    {
        var suite = new Later();
        Assert.Equal((false, "awaiting Platform.Later"), SuiteRegistry.Await(suite, _root.FullName));

        Write("src/Platform.Later/Platform.Later.csproj", "<Project />");

        var (overdue, reason) = SuiteRegistry.Await(suite, _root.FullName);
        Assert.True(overdue);
        Assert.Contains("later has to be run", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_a_row_for_every_suite_run_or_not()
    {
        Write("later/a.txt", "x");
        Write("lines/a.txt", "x");
        Write("lines/b.txt", "x");

        var table = ConformanceReport.Summarise(_root.FullName, [new Later(), new Lines()], [new FileResult("lines", "a.txt", 7, ["lines/a.txt#1: wrong"])]);

        var rows = table.Split('\n')[2..4].Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            [
                "| later | Platform.Later | 1 | 0 | 0 | 0 | 0 | awaiting Platform.Later |",
                "| lines | Platform.Lines | 2 | 0 | 7 | 6 | 1 | 1 of 2 files run |",
            ],
            rows);
    }

    [Fact]
    public void The_folders_of_a_suite_are_counted_apart()
    {
        var table = ConformanceReport.SummariseFolders(
            [new("s", "tests/draft7/a.json", 3, []), new("s", "tests/draft7/b.json", 2, ["x"]), new("s", "tests/draft7/optional/format/c.json", 5, [])]);

        Assert.EndsWith("| tests/draft7 | 2 | 5 | 1 |\n| tests/draft7/optional/format | 1 | 5 | 0 |\n", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y_array.json", "[[1]]", true)]
    [InlineData("n_array.json", "[[1", false)]
    [InlineData("i_array.json", "[[1]]", null)]
    [InlineData("number_1.0.json", "[1.0]", null)]
    public void The_first_letters_of_a_json_file_say_what_is_expected(string file, string json, bool? expected) =>
        Assert.Equal(expected, JsonTestSuite.Expectation(file, System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_json_file_deeper_than_the_doors_allow_is_expected_to_be_refused_and_brackets_in_strings_do_not_count()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)'[', depth), .. Enumerable.Repeat((byte)']', depth)];

        Assert.True(JsonTestSuite.Expectation("y_deep.json", Nested(JsonDoor.Options.MaxDepth)));
        Assert.False(JsonTestSuite.Expectation("y_deep.json", Nested(JsonDoor.Options.MaxDepth + 1)));
        Assert.Equal(1, JsonDoor.Depth("[\"[[[\\\"[[[\"]"u8));
    }

    private void Write(string file, params string[] lines)
    {
        var path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines.Where(line => line.Length > 0));
    }

    /// <summary>A suite of text files; each line is a case, and says what it does.</summary>
    private sealed class Lines(int patienceMilliseconds = 60_000) : RunningSuite("lines", "Platform.Lines", "*.txt")
    {
        private readonly TaskCompletionSource _released = new();

        public override TimeSpan Patience => TimeSpan.FromMilliseconds(patienceMilliseconds);

        public void Release() => _released.SetResult();

        public override IEnumerable<ConformanceCase> Read(string path, string file)
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line == "broken")
                    throw new FormatException("a broken line");
                yield return new ConformanceCase($"{number}", _ =>
                {
                    if (line == "hangs")
                        _released.Task.GetAwaiter().GetResult(); // blocks: the worst kind of hanging, which no cancellation reaches
                    return line == "throws" ? throw new InvalidOperationException("thrown") : ValueTask.FromResult(line == "wrong" ? line : null);
                });
            }
        }
    }

    private sealed class Later() : AwaitingSuite("later", "Platform.Later", "*.txt");
}
