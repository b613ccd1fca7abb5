using System.Xml;
using System.Xml.Linq;

namespace Platform.RateLimiting.Simulation.Tests;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        var code = await SimulateCommand.RunAsync(args, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    [Fact]
    public async Task It_draws_a_scenario_as_a_page_that_stands_alone()
    {
        var file = Path.Combine(_folder, "page.html");
        var (code, output) = await RunAsync("retry-storm", "--seed", "2", "--out", file);

        Assert.Equal(0, code);
        Assert.Contains("retry-storm: capacity", output, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("<h2>retry-storm</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        foreach (var drawing in page.Split("<svg").Skip(1).Select(rest => "<svg" + rest[..(rest.IndexOf("</svg>", StringComparison.Ordinal) + 6)]))
        {
            using var reader = XmlReader.Create(new StringReader(drawing));
            Assert.NotEmpty(XDocument.Load(reader).Descendants("path"));
        }
    }

    [Fact]
    public async Task It_replays_a_log()
    {
        var log = Path.Combine(_folder, "access.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 50).Select(call => $"""203.0.113.7 - - [10/Oct/2025:13:55:{call % 60:00} +0000] "GET / HTTP/1.1" 200 1""").Append("nonsense"), TestContext.Current.CancellationToken);
        var page = Path.Combine(_folder, "replay.html");
        var (code, output) = await RunAsync("replay", log, "--limit", "1/10s:3", "--limit", "100/1h", "--out", page);

        Assert.Equal(0, code);
        Assert.Contains("Line 51 is not in the Common Log Format.", output, StringComparison.Ordinal);
        Assert.Contains("43 of 50 calls would have been refused (86", output, StringComparison.Ordinal);
        Assert.Contains("ip:203.0.113.7", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<string[]> LogAndSettingsAsync(string settings)
    {
        var (log, file) = (Path.Combine(_folder, "access.csv"), Path.Combine(_folder, "appsettings.json"));
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 20).SelectMany(call => new[] { "1760000000,203.0.113.7", "1760000000,198.51.100.1" }).Prepend("time,ip"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, settings, TestContext.Current.CancellationToken);
        return ["replay", log, "--out", Path.Combine(_folder, "replay.html"), "--policies", file];
    }

    [Fact]
    public async Task It_replays_a_policy_as_it_stands_in_the_settings_of_the_host()
    {
        var args = await LogAndSettingsAsync("""
            { "RateLimiting": { "Policies": { "public": {
                "Limits": { "burst": { "Permits": 5, "Per": "00:01:00" } },
                "Quotas": { "monthly": { "Allowance": 1, "Period": "Month" } },
                "Consumers": [ { "Key": "ip:203.0.113.7", "Limits": { "burst": { "Permits": 9, "Per": "00:01:00" } } },
                               { "Key": "ip:198.51.100.1", "Quotas": { "monthly": { "Allowance": 9 } } } ] } } } }
            """);
        var (code, output) = await RunAsync(args);

        Assert.Equal(0, code);
        Assert.Contains("Quotas of the policy \"public\" are not replayed", output, StringComparison.Ordinal);
        Assert.Contains("26 of 40 calls would have been refused", output, StringComparison.Ordinal);
        Assert.Contains("“public”", await File.ReadAllTextAsync(args[3], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "RateLimiting": {} }""", "has no policies in \"RateLimiting:Policies\"; --section says where they are.")]
    [InlineData("""{ "RateLimiting": { "Policies": { "a": { "Limits": { "x": { "Permits": 5, "Per": "00:01:00" } } }, "b": { "Limits": { "x": { "Permits": 5, "Per": "00:01:00" } } } } } }""", "--policy takes one of: a, b.")]
    [InlineData("""{ "RateLimiting": { "Policies": { "a": { "Limits": { "x": { "Permits": 5, "Per": "00:01:00" } } } } } }""", "has no policy \"c\". There are: a.", "--policy", "c")]
    [InlineData("""{ "RateLimiting": { "Policies": { "a": { "Limit": { "x": { "Permits": 5, "Per": "00:01:00" } } } } } }""", "cannot be read: ")]
    [InlineData("""{ "RateLimiting": { "Policies": { "a": { "Limits": { "x": { "Permits": "many", "Per": "00:01:00" } } } } } }""", "cannot be read: ")]
    [InlineData("""{ "RateLimiting": { "Policies": { "a": { "Limits": { "x": { "Permits": 0, "Per": "00:01:00" } } } } } }""", "Policy \"a\", limit \"x\"")]
    [InlineData("{ nonsense", "cannot be read: ")]
    public async Task Settings_that_cannot_be_used_are_answered_with_a_sentence(string settings, string expected, params string[] more)
    {
        var (code, output) = await RunAsync([.. await LogAndSettingsAsync(settings), .. more]);

        Assert.Equal(2, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no scenario \"nonsense\"", "nonsense")]
    [InlineData("--seed takes a whole number", "--seed", "x")]
    [InlineData("--out needs a value", "--out")]
    [InlineData("There is no option --fast", "--fast")]
    [InlineData("Which log?", "replay", "--limit", "1/10s")]
    [InlineData("Against which limits?", "replay", "access.log")]
    [InlineData("\"10 per second\" is no limit", "replay", "access.log", "--limit", "10 per second")]
    [InlineData("\"1/99999999999999999999s\" is no limit", "replay", "access.log", "--limit", "1/99999999999999999999s")]
    [InlineData("--policy names a policy of a file", "replay", "a.log", "--policy", "public", "--limit", "1/1s")]
    [InlineData("The configuration file", "replay", "a.log", "--policies", "/nowhere-at-all.json")]
    [InlineData("is a second", "replay", "a.log", "b.log", "--limit", "1/1s")]
    [InlineData("Could not find file", "replay", "/nowhere-at-all.log", "--limit", "1/1s")]
    public async Task What_cannot_be_understood_is_answered_with_a_sentence(string expected, params string[] args)
    {
        var (code, output) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_names_its_scenarios_and_tells_how_it_is_used()
    {
        Assert.Equal(Scenarios.All.Count + 1, (await RunAsync("list")).Output.Trim().Split('\n').Length);
        Assert.Contains("simulate replay LOG", (await RunAsync("--help")).Output, StringComparison.Ordinal);
    }
}
