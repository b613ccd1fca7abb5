using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityDesk.Commands;

namespace CityDesk.Tour;

/// <summary>The desk that the tour is played against: a process that runs, called over HTTP and by commands as anybody calls one.</summary>
internal sealed partial class TourDesk : IAsyncDisposable
{
    private readonly HostProcess _host;
    private readonly TourDatabase _database;
    private readonly IReadOnlyList<string> _settings;
    private readonly bool _keep;

    private TourDesk(HostProcess host, TourDatabase database, IReadOnlyList<string> settings, string folder, int contractorPort, PluginPublisher publisher, bool keep)
    {
        (_host, _database, _settings, Folder, ContractorPort, Publisher, _keep) = (host, database, settings, folder, contractorPort, publisher, keep);
        Address = new Uri(OpenAt().Match(host.Output).Groups[1].Value);
        ApiKey = Key().Match(host.Output).Groups[1].Value;
        Stranger = new HttpClient { BaseAddress = Address };
        Staff = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public string Folder { get; }

    /// <summary>Whether its database is PostgreSQL.</summary>
    public bool IsOnServer => _database.IsServer;

    /// <summary>The port of this machine at which the desk may tell a contractor's program.</summary>
    public int ContractorPort { get; }

    /// <summary>Whose plugins the desk takes.</summary>
    public PluginPublisher Publisher { get; }

    /// <summary>A key of the Open311 API.</summary>
    public string ApiKey { get; }

    /// <summary>Somebody whom the desk does not know.</summary>
    public HttpClient Stranger { get; }

    /// <summary>A member of staff who has signed in.</summary>
    public HttpClient Staff { get; }

    /// <summary>What the host has said so far, its log.</summary>
    public string Log => _host.Output;

    public static async Task<TourDesk> StartAsync(IReadOnlyList<string> settings, bool keep, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("citydesk-tour-").FullName;
        var database = new TourDatabase(settings, folder);
        var port = Contractor.FreePort();
        var publisher = new PluginPublisher(TimeProvider.System);
        var trust = Path.Combine(folder, "citydesk-plugins-trust.json");
        await File.WriteAllTextAsync(trust, publisher.Trust.ToJson(), cancellationToken);
        // What follows stands last, where it counts: few requests are soon made up, a small limit is soon reached, and who is down is soon asked again.
        settings =
        [
            .. settings, .. database.Settings, "--Desk:CityRequests=60", "--Limits:ReadsPerMinute=30", $"--Contractors:LocalPort={port}", "--Contractors:LongestWait=00:00:05",
            $"--Plugins:Store={Path.Combine(folder, "plugins")}", $"--Plugins:Trust={trust}", "--Logging:LogLevel:Default=Information",
        ];
        TourDesk? desk = null;
        try
        {
            desk = new TourDesk(await HostProcess.StartAsync([.. settings, "--Urls=http://127.0.0.1:0"], cancellationToken), database, settings, folder, port, publisher, keep);
            using var signedIn = await desk.Staff.PostAsJsonAsync(
                "/api/v1/session", new { userName = "desk", password = Password().Match(desk.Log).Groups[1].Value }, cancellationToken);
            signedIn.EnsureSuccessStatusCode();
            return desk;
        }
        catch
        {
            publisher.Dispose();
            if (desk is not null)
                await desk.DisposeAsync();
            else
                await RemoveAsync(database, folder);
            throw;
        }
    }

    /// <summary>Runs a command beside the desk, as an operator does.</summary>
    public async Task<(int ExitCode, string Out, string Error)> CallAsync(CancellationToken cancellationToken, params string[] command)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await DeskCommands.RunAsync([.. command, .. _settings], new CommandConsole(output, error, IsTerminal: false), cancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The inside of the desk, beside the process that runs: its database, and its audit log.</summary>
    public Task<CommandHost> OpenInsideAsync(CancellationToken cancellationToken) => CommandHost.OpenAsync(_settings, TextWriter.Null, cancellationToken);

    /// <summary>Files a request, as a resident does through some app.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> FileAsync(string description, string? email, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("api_key", ApiKey), new("service_code", "DUMPING"), new("address_string", "12 Elm St"), new("description", description),
        ];
        if (email is not null)
            form.AddRange([new("email", email), new("first_name", "Mara"), new("last_name", "Quill")]);
        using var content = new FormUrlEncodedContent(form);
        using var answer = await Stranger.PostAsync("/open311/v2/requests.json", content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))![0]!["service_request_id"]!;
    }

    /// <summary>Does one thing with a request, as staff do.</summary>
    public Task<HttpResponseMessage> ActAsync(string number, object command, CancellationToken cancellationToken) =>
        Staff.PostAsJsonAsync($"/api/v1/requests/{number}/transitions", command, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Stranger.Dispose();
        Staff.Dispose();
        Publisher.Dispose();
        await _host.DisposeAsync();
        if (!_keep)
            await RemoveAsync(_database, Folder);
    }

    private static async Task RemoveAsync(TourDatabase database, string folder)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await database.DropAsync();
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("^CityDesk is open: staff console (http://[^/]+)/", RegexOptions.Multiline)]
    private static partial Regex OpenAt();

    [GeneratedRegex("^ *Open311 key +(\\S+)", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("^ *staff sign-in +desk / (\\S+)", RegexOptions.Multiline)]
    private static partial Regex Password();
}
