using System.Text;
using System.Text.Json.Nodes;
using CityDesk.Commands;
using CityDesk.Tests.Commands;
using Platform.Testing;

namespace CityDesk.Tests.Checks;

/// <summary>The command over files that are not as they should be, and killed at moments that nobody chose.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private const string Header = "request_id,srnumber,created_date,closed_date,type_id,agency_id,source_id,council_id,region_id,address,latitude,longitude,city_id\n";
    private const string Sound = "1,1-1,2020-01-01 00:05:00,2020-01-02 08:43:00,1,1,1,1,1,\"1 MAIN ST, 91406\",34.1,-118.4,6\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-check-").FullName;

    public CheckCommandTests()
    {
        Write("request_types.csv", "type_id,type_name,type_group,color,data_code,sort_order\n1,Potholes,Streets,,Potholes,1\n");
        Write("agencies.csv", "agency_id,agency_name,website,twitter,data_code\n1,Streets,,,BSS\n");
        Write("sources.csv", "source_id,source_name\n1,Call\n");
        Write("councils.csv", "council_id,council_name\n1,Centre\n");
        Write("regions.csv", "region_id,region_name\n1,Centre\n");
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Out => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_sound_file_passes_with_0()
    {
        var run = await RunAsync(Header + Sound);
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("passed. 1 rows, 0 not readable, 0 with a fault", run.Out, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Out));
    }

    [Theory]
    [InlineData("1-1", "1-2", "srnumber.pattern")]
    [InlineData("2020-01-02", "2019-01-02", "closed no more than five minutes before it was opened")]
    [InlineData("2020-01-02", "2999-01-02", "closed_date as a time.not-in-future")]
    [InlineData("34.1", "0", "latitude.range")]
    [InlineData("34.1", "", "latitude.complete")]
    [InlineData(",1,1,1,1,1,", ",7,1,1,1,1,", "type_id.references")]
    public async Task A_faulty_row_is_found_with_its_number_and_fails_with_1(string sound, string faulty, string rule)
    {
        var run = await RunAsync(Header + Sound + Sound.Replace("1-1,", rule == "srnumber.pattern" ? "x-1," : "1-2,", StringComparison.Ordinal).Replace(sound, faulty, StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Out, "export.failed.ndjson"), Cancelled), each => each.Contains($"\"rule\":\"{rule}\"", StringComparison.Ordinal));
        Assert.Contains("\"row\":2,\"line\":3,\"key\":", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_ends_too_early_is_told_with_3()
    {
        var run = await RunAsync(Header + Sound + new string('x', 2 << 20));
        Assert.Equal(ExitCodes.DamagedFile, run.ExitCode);
        Assert.Contains("could not be read to its end: Line 3 does not end", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ExitCodes.DamagedFile, "does not name the columns of any export")]
    [InlineData("", ExitCodes.DamagedFile, "is empty")]
    public async Task What_is_no_export_is_told_with_3(string content, int code, string message)
    {
        var run = await RunAsync(content);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_command_line_is_told_with_2()
    {
        Assert.Equal(ExitCodes.Usage, (await CommandRun.RunAsync("check")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await CommandRun.RunAsync("check", "a/export.csv", "b/export.csv")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await CommandRun.RunAsync("check", "export.csv", "--from", "atlantis")).ExitCode);
    }

    [Fact]
    [Soak]
    public async Task A_check_killed_again_and_again_ends_as_if_it_had_never_been_killed()
    {
        var path = Path.Combine(_folder, "export.csv");
        var rows = new StringBuilder(Header);
        for (var row = 1; row <= SoakLength.Of(120_000, 1_200_000); row++)
        {
            var number = row % 37 == 0 ? row - 36 : row;
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{row},1-{number},2020-01-01 00:05:00,{(row % 11 == 0 ? "2019-12-30 00:00:00" : "")},{row % 13},1,1,1,{row % 2},\"{row} MAIN ST, 91406\",34.{row % 90},-118.4,6\n");
        }
        Write("export.csv", rows.ToString());
        var undisturbed = Path.Combine(_folder, "undisturbed");
        await CommandRun.RunAsync("check", path, "--out", undisturbed);

        var random = new Random(20_261_125);
        var killed = 0;
        for (var kill = 0; kill < SoakLength.Of(5, 60); kill++)
        {
            await using var checking = Start(path);
            // At the earliest when it has come further than the last time, or has said something.
            var before = Stamp();
            while (!checking.HasExited && Stamp() == before)
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(120)), TimeProvider.System, Cancelled);
            if (checking.HasExited)
                break;
            await checking.KillAsync(Cancelled);
            killed += File.Exists(Path.Combine(Out, "export.checkpoint")) ? 1 : 0;
        }
        await using var last = Start(path);
        await last.WaitForExitAsync(Cancelled);

        Assert.True(killed > 0, "never killed in the middle");
        Assert.True(last.ExitCode == ExitCodes.Failure, last.Output);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(undisturbed, "export.failed.ndjson"), Cancelled), await File.ReadAllTextAsync(Path.Combine(Out, "export.failed.ndjson"), Cancelled));
        List<double> expected = [], estimates = [];
        Assert.Equal(await ReportAsync(undisturbed, expected), await ReportAsync(Out, estimates));
        Assert.NotEmpty(expected);
        Assert.All(expected.Zip(estimates), static pair => Assert.InRange(pair.Second, (pair.First * 0.9) - 1, (pair.First * 1.1) + 1));
        Assert.Empty(Directory.GetFiles(Out, "*.checkpoint*"));
    }

    private CityDeskProcess Start(string path) => CityDeskProcess.Start("check", path, "--out", Out, "--checkpoint-every", "2000");

    private DateTime Stamp() => File.GetLastWriteTimeUtc(Path.Combine(Out, "export.checkpoint"));

    // Every run hashes with a key of its own, so the estimates of two runs are compared as estimates, and all else to the letter.
    private static async Task<string> ReportAsync(string folder, List<double> estimates)
    {
        var report = Platform.Validation.DataSets.Reports.DataSetReport.FromJson(await File.ReadAllBytesAsync(Path.Combine(folder, "export.json"), Cancelled));
        var json = JsonNode.Parse((report with { Elapsed = default, StartedAt = default }).ToJson())!;
        TakeOut(json);
        return json.ToJsonString();

        void TakeOut(JsonNode? node)
        {
            if (node is JsonObject members && members.Remove("estimate", out var estimate))
                estimates.Add(estimate!.GetValue<double>());
            foreach (var inner in node switch { JsonObject inside => inside.Select(static member => member.Value), JsonArray items => items, _ => Enumerable.Empty<JsonNode?>() })
                TakeOut(inner);
        }
    }

    private Task<CommandRun> RunAsync(string content)
    {
        Write("export.csv", content);
        return CommandRun.RunAsync("check", Path.Combine(_folder, "export.csv"), "--out", Out);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
