using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CityDesk.Tour;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>A desk that runs in a process of its own, on a database of 2,000 requests, and those who call it.</summary>
internal sealed partial class RunningDesk : IAsyncDisposable
{
    public const int Callers = 16;

    private const string BareKey = "bare-desk-key";

    /// <summary>Until the runtime of the other process has compiled for good what is called; nobody here sees when.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    private readonly HostProcess _host;
    private readonly DirectoryInfo? _folder;
    private readonly RawCaller[] _callers = new RawCaller[Callers];

    private RunningDesk(HostProcess host, DirectoryInfo? folder) => (_host, _folder) = (host, folder);

    /// <summary>CityDesk with all that it has, its limits so high that nobody meets them.</summary>
    public static Task<HostProcess> StartAsync(DirectoryInfo folder, CancellationToken cancellationToken) => HostProcess.StartAsync(
        [
            "--Urls=http://127.0.0.1:0", $"--Desk:DataFolder={folder.FullName}", "--Limits:ReadsPerMinute=1000000", "--Limits:Tiers:registered:PerMinute=1000000",
            "--Limits:Tiers:registered:PerMonth=1000000000", "--Logging:LogLevel:Default=Warning",
        ],
        cancellationToken);

    /// <summary>The desk without the packages.</summary>
    public static Task<HostProcess> StartBareAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var own = Environment.ProcessPath!;
        string[] first = Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(RunningDesk).Assembly.Location] : [];
        return HostProcess.StartAsync(own, [.. first, "bare-desk", Path.Combine(folder.FullName, "bare.db"), BareKey], BareDesk.OpenLine, cancellationToken);
    }

    public static Task<RunningDesk> OpenAsync(Call call, CancellationToken cancellationToken) => OpenAsync(StartAsync, call, cancellationToken);

    public static Task<RunningDesk> OpenBareAsync(Call call, CancellationToken cancellationToken) => OpenAsync(StartBareAsync, call, cancellationToken);

    /// <returns>The status, and how many requests stand in the answer.</returns>
    public async ValueTask<string> CallAsync(int caller, CancellationToken cancellationToken)
    {
        var (status, answer) = await _callers[caller].CallAsync(cancellationToken);
        return status == 200 ? $"{Count(answer.Span)} requests" : throw new InvalidOperationException($"The desk answered {Encoding.UTF8.GetString(answer.Span)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _callers)
            caller?.Dispose();
        await _host.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static async Task<RunningDesk> OpenAsync(Func<DirectoryInfo, CancellationToken, Task<HostProcess>> start, Call call, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("platform-gate-desk-");
        var desk = new RunningDesk(await start(folder, cancellationToken), folder);
        try
        {
            var address = new Uri(Address().Match(desk._host.Output).Value);
            var key = Key().Match(desk._host.Output) is { Success: true } shown ? shown.Groups[1].Value : BareKey;
            var id = await FirstIdAsync(address, cancellationToken);
            for (var caller = 0; caller < Callers; caller++)
                desk._callers[caller] = await RawCaller.ConnectAsync(address, call.Bytes(address, key, id, caller), cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => desk.WarmUpAsync(caller, cancellationToken)));
            return desk;
        }
        catch
        {
            await desk.DisposeAsync();
            throw;
        }
    }

    private async Task WarmUpAsync(int caller, CancellationToken cancellationToken)
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < WarmUp;)
            await CallAsync(caller, cancellationToken);
    }

    private static async Task<string> FirstIdAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var list = await client.GetStringAsync(new Uri(address, "/open311/v2/requests.json"), cancellationToken);
        return Id().Match(list).Groups[1].Value;
    }

    private static int Count(ReadOnlySpan<byte> answer) => answer.Count("\"service_request_id\""u8);

    [GeneratedRegex("http://127\\.0\\.0\\.1:\\d+/")]
    private static partial Regex Address();

    [GeneratedRegex("^ *Open311 key +(\\S+)", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("\"service_request_id\": ?\"([^\"]+)\"")]
    private static partial Regex Id();

    /// <summary>What is called.</summary>
    /// <param name="Bytes">The bytes that a caller sends, by address, key, id of a request, and number of the caller.</param>
    internal sealed record Call(Func<Uri, string, string, int, byte[]> Bytes);
}
