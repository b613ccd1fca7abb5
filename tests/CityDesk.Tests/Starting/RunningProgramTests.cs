using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using CityDesk.Commands;
using CityDesk.Tests.Commands;
using CityDesk.Tests.Import;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Starting;

/// <summary>The real program from outside: what it says, and how it ends when a service manager asks it to.</summary>
public sealed class RunningProgramTests : IDisposable
{
    /// <summary>Far below the thirty seconds that a host otherwise waits for, with room for a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-stops-").FullName;
    private readonly InventedExport _export = new();

    public RunningProgramTests() => Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "There is no SIGTERM to send on Windows.");

    [Fact]
    public async Task A_desk_ends_soon_although_a_call_is_half_sent_and_a_connection_is_kept_open()
    {
        await using var program = CityDeskProcess.Start(Settings("--Urls=http://127.0.0.1:0"));
        var address = await program.OpenAsync(Cancelled);
        using var http = new HttpClient { BaseAddress = address };
        using (var kept = await http.GetAsync("/open311/v2/services.json", Cancelled))
            Assert.True(kept.IsSuccessStatusCode);
        using var half = new TcpClient();
        await half.ConnectAsync(address.Host, address.Port, Cancelled);
        await half.GetStream().WriteAsync("POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\napi_key="u8.ToArray(), Cancelled);
        // Behind the half call, so that it is known to have been taken up.
        using (var second = await http.GetAsync("/health/live", Cancelled))
            Assert.True(second.IsSuccessStatusCode);

        var started = Stopwatch.GetTimestamp();
        await program.TerminateAsync(Cancelled);
        await program.WaitForExitAsync(Cancelled);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        Assert.Equal(ExitCodes.Success, program.ExitCode);
        Assert.False(program.Output.Contains("   at ", StringComparison.Ordinal), program.Output);
    }

    [Fact]
    public async Task An_import_ends_soon_between_two_batches()
    {
        var path = _export.Write(Enumerable.Range(1, 200_000).Select(i => Row($"1-{i}")));
        await using var importing = CityDeskProcess.Start(["import", path, .. Settings()]);
        await importing.WaitForAsync("First start", Cancelled);

        var started = Stopwatch.GetTimestamp();
        await importing.TerminateAsync(Cancelled);
        await importing.WaitForExitAsync(Cancelled);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        Assert.True(importing.ExitCode == ExitCodes.Cancelled, importing.Output);
    }

    [Fact]
    public async Task A_second_start_says_where_to_look_also_when_nobody_sits_at_a_terminal()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var program = CityDeskProcess.Start(Settings("--Urls=http://127.0.0.1:0"));
            await program.OpenAsync(Cancelled);

            Assert.Equal(start == 0, program.Output.Contains("Shown only now", StringComparison.Ordinal));
            Assert.Equal(start == 0, program.Output.Contains($"kept in {Path.Combine(_folder, "citydesk.db")}.", StringComparison.Ordinal));
            await program.TerminateAsync(Cancelled);
            await program.WaitForExitAsync(Cancelled);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_the_desk_makes_nobody_else_can_read()
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var folder = Path.Combine(_folder, "made");
        await using var program = CityDeskProcess.Start("--Urls=http://127.0.0.1:0", "--Desk:CityRequests=5", $"--Desk:DataFolder={folder}");
        using var http = new HttpClient { BaseAddress = await program.OpenAsync(Cancelled) };
        using (var asked = await http.GetAsync("/open311/v2/services.json", Cancelled))
            Assert.True(asked.IsSuccessStatusCode);

        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        // The journals of SQLite come and go.
        var files = Directory.GetFiles(folder).Where(file => Path.GetExtension(file) is not (".db-journal" or ".db-wal" or ".db-shm")).ToList();
        // What the log has signed last is for everybody, and comes a moment after the first record.
        files.RemoveAll(static file => Path.GetFileName(file) == "citydesk-audit.checkpoint");
        Assert.Equal(
            ["citydesk-audit.pem", "citydesk-keys.db", "citydesk-receipts.pem", "citydesk-usage.db", "citydesk.db", "citydesk.db.lock", "citydesk.db.search", "citydesk.db.starting", "citydesk.key"],
            files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(owner, File.GetUnixFileMode(file)));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_database_that_everybody_could_read_is_closed_to_strangers_and_stays_open_to_its_group()
    {
        var database = Path.Combine(_folder, "citydesk.db");
        await CommandRun.RunAsync(["generate", "--requests", "0", "--seed", "1", .. Settings()]);
        File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.Equal(ExitCodes.Success, (await CommandRun.RunAsync(["keys", "list", .. Settings()])).ExitCode);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(database));
    }

    [Fact]
    public async Task The_trace_id_of_a_problem_leads_to_its_line_in_the_log()
    {
        await using var program = CityDeskProcess.Start(Settings("--Urls=http://127.0.0.1:0"));
        using var http = new HttpClient { BaseAddress = await program.OpenAsync(Cancelled) };

        using var answer = await http.GetAsync("/api/v1/requests/1", Cancelled);
        var problem = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;

        await program.WaitForAsync($"trace={problem["traceId"]}", Cancelled);
        var line = program.Output.Split('\n').Single(line => line.Contains($"trace={problem["traceId"]}", StringComparison.Ordinal));
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3}Z info UNAUTHENTICATED", line);
    }

    public void Dispose()
    {
        _export.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string[] Settings(params string[] more) => [.. more, "--Desk:CityRequests=5", $"--Desk:DataFolder={_folder}"];
}
