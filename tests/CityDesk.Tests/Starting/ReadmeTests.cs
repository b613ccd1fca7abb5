using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityDesk.Tests.Commands;
using Platform.Testing;

namespace CityDesk.Tests.Starting;

/// <summary>What the README says to paste does on a fresh city what the README says it does.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Checkout.Root, "samples", "CityDesk", "README.md"));

    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-readme-").FullName;

    [Fact]
    public async Task The_calls_of_theReadme_do_on_a_fresh_city_what_it_says()
    {
        await using var program = CityDeskProcess.Start("--Urls=http://127.0.0.1:0", $"--Desk:DataFolder={_folder}");
        var desk = await program.OpenAsync(Cancelled);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        var cookies = new CookieContainer();
        var answers = new List<string>();

        foreach (var line in Curl().Matches(Readme).Select(match => match.Value))
        {
            var command = CurlCommand.Parse(line
                .Replace("$desk", desk.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace("KEY", Key().Match(program.Output).Groups[1].Value, StringComparison.Ordinal)
                .Replace("PASSWORD", Password().Match(program.Output).Groups[1].Value, StringComparison.Ordinal));
            using var request = command.ToRequest();
            if (command.SendsCookies && cookies.GetCookieHeader(desk) is { Length: > 0 } sent)
                request.Headers.Add("Cookie", sent);
            using var response = await http.SendAsync(request, Cancelled);
            if (command.KeepsCookies)
            {
                foreach (var cookie in response.Headers.GetValues("Set-Cookie").Where(cookie => cookie.Contains("path=/;", StringComparison.Ordinal)))
                    cookies.SetCookies(desk, cookie);
            }

            var body = await response.Content.ReadAsStringAsync(Cancelled);
            Assert.True(command.ExpectedStatus is { } status ? (int)response.StatusCode == status : response.IsSuccessStatusCode, $"{line}: {(int)response.StatusCode} {body}");
            answers.Add(body);
        }

        Assert.Equal(10, answers.Count);
        Assert.Contains("\"service_request_id\":\"2001\"", answers[2], StringComparison.Ordinal);
        var shown = JsonNode.Parse(Problem().Match(Readme).Groups[1].Value)!.AsObject();
        var given = JsonNode.Parse(answers.Single(answer => answer.Contains("ALREADY_ASSIGNED", StringComparison.Ordinal)))!.AsObject();
        Assert.Matches("^[0-9a-f]{32}$", (string)shown["traceId"]!);
        Assert.Contains($"trace={shown["traceId"]}]", Readme, StringComparison.Ordinal);
        shown["traceId"] = (string)given["traceId"]!;
        Assert.Equal(shown.ToJsonString(), given.ToJsonString());
        // The log line as it is printed there, but for the moment and the trace.
        var logLine = LogLine().Match(Readme);
        await program.WaitForAsync($"{logLine.Groups["what"].Value}{given["traceId"]}]", Cancelled);

        using var nobody = await http.GetAsync(new Uri(desk, "/open311/v2/requests/nobody.json"), Cancelled);
        Assert.Contains($"\n{await nobody.Content.ReadAsStringAsync(Cancelled)}\n", Readme, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [GeneratedRegex("(?m)^curl .+$")]
    private static partial Regex Curl();

    [GeneratedRegex(@"Open311 key +(\S+)")]
    private static partial Regex Key();

    [GeneratedRegex(@"staff sign-in  desk / (\S+)")]
    private static partial Regex Password();

    [GeneratedRegex(@"HTTP/1\.1 409 Conflict\nContent-Type: application/problem\+json\n\n(.+?)\n```", RegexOptions.Singleline)]
    private static partial Regex Problem();

    [GeneratedRegex(@"(?m)^\d\d:\d\d:\d\d\.\d{3}Z (?<what>info ALREADY_ASSIGNED: .+ trace=)[0-9a-f]{32}\]$")]
    private static partial Regex LogLine();
}
