using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityDesk.Tests.StaffConsole;

/// <summary>
/// A real browser without a window, talked to through the Chrome DevTools Protocol. One per test class; tests that need it are
/// skipped with the reason where it is not installed.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Greeting = "DevTools listening on ";

    private const string Variable = "PLATFORM_TEST_CHROMIUM";

    private static readonly string[] Candidates =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private readonly string _profile = Directory.CreateTempSubdirectory("citydesk-chromium-").FullName;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    /// <summary>What the variable names, without asking whether it is there: a wrong name fails and is not skipped.</summary>
    public static string? Program { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Candidates.FirstOrDefault(File.Exists);

    public static string? Unavailable =>
        Program is null ? $"Chromium is not installed (Debian: apt-get install chromium; or name a browser in {Variable})." : null;

    /// <summary>Told of everything that happens by itself: session, name, details.</summary>
    internal event Action<string?, string, JsonElement>? Happened;

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
            return;
        string[] arguments =
        [
            "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "--no-first-run", "--no-default-browser-check", "--hide-scrollbars",
            "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--force-color-profile=srgb",
            // The sandbox needs rights that root in a container does not have; it shows nothing but our own pages.
            "--no-sandbox", "--disable-dev-shm-usage", "about:blank",
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is null)
                listening.TrySetException(new InvalidOperationException("Chromium ended before it listened."));
            else if (said.Data.StartsWith(Greeting, StringComparison.Ordinal))
                listening.TrySetResult(new Uri(said.Data[Greeting.Length..]));
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(await listening.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System), _end.Token);
        _reading = ReadAsync();
    }

    /// <summary>A page with cookies of its own.</summary>
    internal async Task<ChromiumPage> OpenAsync()
    {
        var context = (await AskAsync(null, "Target.createBrowserContext")).GetProperty("browserContextId").GetString();
        var target = (await AskAsync(null, "Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context })).GetProperty("targetId").GetString();
        var session = (await AskAsync(null, "Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true })).GetProperty("sessionId").GetString()!;
        await AskAsync(session, "Page.enable");
        await AskAsync(session, "Network.enable");
        return new ChromiumPage(this, session);
    }

    /// <summary>The one frame of another site that there is in any page, which browsers keep apart as if it were a page.</summary>
    internal async Task<ChromiumPage> FrameAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var frames = (await AskAsync(null, "Target.getTargets")).GetProperty("targetInfos").EnumerateArray()
                .Where(static target => target.GetProperty("type").GetString() == "iframe").ToList();
            // One that is gone with its page may stand there for a moment.
            if (frames is [var frame])
            {
                var id = frame.GetProperty("targetId").GetString();
                var session = (await AskAsync(null, "Target.attachToTarget", new() { ["targetId"] = id, ["flatten"] = true }))
                    .GetProperty("sessionId").GetString()!;
                await AskAsync(session, "Page.enable");
                await AskAsync(session, "Network.enable");
                return new ChromiumPage(this, session);
            }
            if (TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(30))
                throw new InvalidOperationException($"There are {frames.Count} frames of other sites.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    internal async Task<JsonElement> AskAsync(string? session, string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _end.Token);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            await _end.CancelAsync();
            await _reading;
            _process.Dispose();
        }

        _socket.Dispose();
        _end.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Dispatch(JsonSerializer.Deserialize<JsonElement>(message.ToArray()));
                message.SetLength(0);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // The browser was ended, which is how every run ends.
        }
        finally
        {
            foreach (var waiting in _asked.Values)
                waiting.TrySetException(new InvalidOperationException("Chromium is gone."));
        }
    }

    private void Dispatch(JsonElement message)
    {
        if (!message.TryGetProperty("id", out var id))
        {
            Happened?.Invoke(message.TryGetProperty("sessionId", out var session) ? session.GetString() : null, message.GetProperty("method").GetString()!, message.GetProperty("params"));
            return;
        }

        if (!_asked.TryRemove(id.GetInt32(), out var answer))
            return;
        if (message.TryGetProperty("error", out var error))
            answer.SetException(new InvalidOperationException(error.ToString()));
        else
            answer.SetResult(message.GetProperty("result"));
    }
}
