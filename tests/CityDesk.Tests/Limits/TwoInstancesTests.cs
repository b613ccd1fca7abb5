using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CityDesk.Tests.Commands;
using Platform.RateLimiting;
using Platform.RateLimiting.Sqlite;

namespace CityDesk.Tests.Limits;

/// <summary>
/// Two instances of the real program on one Redis and one database, each driven by wrk with the same API key as hard as it goes: together they admit
/// what one would, and the usage ledger has each of them once.
/// </summary>
public sealed partial class TwoInstancesTests : IDisposable
{
    private const int PerMinute = 600;
    private const int Seconds = 6;
    private const int Connections = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-two-").FullName;

    [Fact]
    public async Task Under_load_two_instances_admit_together_what_the_limit_allows_and_count_it_once()
    {
        var redis = Environment.GetEnvironmentVariable("PLATFORM_TEST_REDIS");
        Assert.SkipWhen(redis is null, "Redis is not running: PLATFORM_TEST_REDIS is not set (./eng/test.sh sets it).");
        Assert.SkipUnless(File.Exists("/usr/bin/wrk"), "wrk is not installed (./eng/test.sh installs it).");
        string[] settings =
        [
            "--Urls=http://127.0.0.1:0", "--Desk:CityRequests=5", $"--Desk:DataFolder={_folder}", $"--Limits:Redis={redis}", "--Limits:Instances=2",
            $"--Limits:Tiers:registered:PerMinute={PerMinute}", "--Limits:Tiers:registered:PerMonth=1000000000", "--Limits:RedisSecret=" + Guid.NewGuid().ToString("N"), "--Logging:LogLevel:Default=Error",
        ];
        await using var first = CityDeskProcess.Start(settings);
        var one = await first.OpenAsync(Cancelled);
        await using var second = CityDeskProcess.Start(settings);
        var other = await second.OpenAsync(Cancelled);
        var key = Key().Match(first.Output).Groups[1].Value;
        // So that neither is compiled while time is taken; what it costs is counted too.
        using var http = new HttpClient();
        var admitted = 0L;
        var began = Stopwatch.GetTimestamp();
        foreach (var desk in (Uri[])[one, other])
        {
            using var answer = await http.GetAsync(new Uri(desk, $"/open311/v2/services.json?api_key={key}"), Cancelled);
            Assert.True(answer.IsSuccessStatusCode);
            admitted++;
        }

        var loads = await Task.WhenAll(LoadAsync(one, key), LoadAsync(other, key));
        var took = Stopwatch.GetElapsedTime(began);

        admitted += loads.Sum(load => load.Requests - load.Refused);
        // The burst and what comes back; and one burst by the instances' shares, for calls that a busy machine's Redis did not answer within the deadline.
        var bound = 2 * PerMinute + took.TotalMinutes * PerMinute;
        var used = await UsedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{loads[0].Requests} + {loads[1].Requests} requests in {took.TotalSeconds:F1} s, {admitted} admitted, {used} in the ledger; the bound is {bound:F0}."));
        Assert.All(loads, load => Assert.True(load.Refused > 0, "The load was too small to be refused."));
        // What was on its way when wrk ended was admitted, and wrk does not count it.
        Assert.InRange(used, admitted, admitted + 2 * Connections);
        Assert.True(used <= bound, $"{used} were admitted; the bound is {bound:F0}.");
        Assert.True(used >= PerMinute + (Seconds - 1) * PerMinute / 60, $"Only {used} were admitted: whoever keeps to the limit is refused.");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<long> UsedAsync()
    {
        using var ledger = new SqliteLedgerStore(Path.Combine(_folder, "citydesk-usage.db"));
        var totals = await ledger.QueryAsync(new UsageQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.MaxValue.AddDays(-1) }, Cancelled);
        return totals.Single(total => total.Consumer == "tenant:Riverton app").Amount;
    }

    private static async Task<(long Requests, long Refused)> LoadAsync(Uri desk, string key)
    {
        using var wrk = Process.Start(new ProcessStartInfo(
            "/usr/bin/wrk", ["-t1", $"-c{Connections}", $"-d{Seconds}s", "--timeout", "5s", new Uri(desk, $"/open311/v2/services.json?api_key={key}").AbsoluteUri])
        { RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync(Cancelled);
        await wrk.WaitForExitAsync(Cancelled);
        Assert.True(wrk.ExitCode == 0 && !said.Contains("Socket errors", StringComparison.Ordinal), said);
        return (Number(Requests().Match(said)), Number(Refused().Match(said)));
    }

    private static long Number(Match match) => match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"Open311 key +(\S+)")]
    private static partial Regex Key();
}
