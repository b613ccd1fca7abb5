using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CityDesk.Tests.Commands;

/// <summary>The real program in a process of its own, that can be killed.</summary>
public sealed partial class CityDeskProcess : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Far more than anything it is asked takes: who waits in vain shall say for what.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private CityDeskProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has said so far, both streams together.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static CityDeskProcess Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    /// <summary>Starts it with these variables of the environment beside, or instead of, our own.</summary>
    public static CityDeskProcess Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        // The host that runs these tests also runs the program; its files lie beside ours.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "citydesk.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var running = new CityDeskProcess(Process.Start(start)!);
        running._process.OutputDataReceived += running.Keep;
        running._process.ErrorDataReceived += running.Keep;
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Ends it as a crash or a power cut does: SIGKILL, no goodbye.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to end as Ctrl+C does.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken) => SignalAsync("-INT", cancellationToken);

    /// <summary>Asks it to end as a service manager does.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken) => SignalAsync("-TERM", cancellationToken);

    /// <summary>Waits until it has said something.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (HasExited)
                throw new InvalidOperationException($"It ended with {ExitCode} and has not said '{text}': {Output}");
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"It has not said '{text}': {Output}");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until the web host listens.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> OpenAsync(CancellationToken cancellationToken)
    {
        await WaitForAsync("CityDesk is open", cancellationToken);
        return new Uri(Address().Match(Output).Value);
    }

    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"It has not ended: {Output}", fault);
        }
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync(CancellationToken.None);
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
