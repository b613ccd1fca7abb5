using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityDesk.Tests.StaffConsole;

/// <summary>One page of <see cref="Chromium"/>.</summary>
internal sealed class ChromiumPage
{
    private readonly Chromium _browser;
    private readonly string _session;
    private readonly List<string> _requested = [];
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChromiumPage(Chromium browser, string session)
    {
        (_browser, _session) = (browser, session);
        browser.Happened += (from, what, details) =>
        {
            if (from != _session)
                return;
            if (what == "Page.loadEventFired")
                _loaded.TrySetResult();
            else if (what == "Network.requestWillBeSent")
                _requested.Add(details.GetProperty("request").GetProperty("url").GetString()!);
        };
    }

    /// <summary>Every address that the pages shown so far asked for.</summary>
    public IReadOnlyList<string> Requested => [.. _requested];

    public Task LookAsync(int width, bool dark) => Task.WhenAll(
        AskAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 }),
        AskAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) }));

    public async Task GoAsync(Uri address)
    {
        _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await AskAsync("Page.navigate", new() { ["url"] = address.AbsoluteUri });
        await LoadedAsync();
    }

    /// <summary>Fills fields in by their id and presses the button of their form.</summary>
    public async Task SubmitAsync(params (string Id, string Value)[] fields)
    {
        _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = string.Concat(fields.Select(f => $"document.getElementById({JsonSerializer.Serialize(f.Id)}).value = {JsonSerializer.Serialize(f.Value)};"));
        await EvaluateAsync($"{script} document.getElementById({JsonSerializer.Serialize(fields[0].Id)}).form.querySelector('button').click()");
        await LoadedAsync();
    }

    /// <summary>Does something that leads to another page.</summary>
    public async Task LeaveAsync(string script)
    {
        _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await EvaluateAsync(script);
        await LoadedAsync();
    }

    public Task PressAsync(string key, int code) => PressAsync(key, code, null);

    /// <summary>Ends every session that this page and its neighbours have.</summary>
    public Task ForgetCookiesAsync() => AskAsync("Network.clearBrowserCookies");

    /// <summary>Those that the browser would send to where the page is, from where it stands.</summary>
    public async Task<IReadOnlyList<JsonElement>> CookiesAsync() =>
        [.. (await AskAsync("Network.getCookies")).GetProperty("cookies").EnumerateArray()];

    public async Task<JsonElement> EvaluateAsync(string script)
    {
        var answer = await AskAsync("Runtime.evaluate", new() { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (answer.TryGetProperty("exceptionDetails", out var failure))
            throw new InvalidOperationException(failure.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<byte[]> ScreenshotAsync()
    {
        var size = (await AskAsync("Page.getLayoutMetrics")).GetProperty("cssContentSize");
        var answer = await AskAsync("Page.captureScreenshot", new()
        {
            ["format"] = "png",
            ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject
            {
                ["x"] = 0,
                ["y"] = 0,
                ["width"] = size.GetProperty("width").GetDouble(),
                ["height"] = Math.Min(2_400, size.GetProperty("height").GetDouble()),
                ["scale"] = 1,
            },
        });
        return answer.GetProperty("data").GetBytesFromBase64();
    }

    private async Task PressAsync(string key, int code, string? text)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
            await AskAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code, ["text"] = text ?? "" });
    }

    private Task LoadedAsync() => _loaded.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);

    private Task<JsonElement> AskAsync(string method, JsonObject? parameters = null) => _browser.AskAsync(_session, method, parameters);
}
