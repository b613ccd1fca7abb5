using System.Diagnostics;
using System.Text;

namespace CityDesk.Tour;

/// <summary>A web host in a process of its own: this program once more, or another.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _openLine;

    private HostProcess(Process process, string openLine)
    {
        (_process, _openLine) = (process, openLine);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _open.TrySetException(new OperatorException($"The desk that was started has ended: {Output}"));
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far, its log among it.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a desk.</summary>
    /// <exception cref="OperatorException">It did not open; the message has what it said.</exception>
    public static Task<HostProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var (program, first) = Program();
        return StartAsync(program, [.. first, .. settings], "CityDesk is open", cancellationToken);
    }

    /// <summary>Starts any program that says in a line of its own when it is open.</summary>
    /// <exception cref="OperatorException">It did not open; the message has what it said.</exception>
    public static async Task<HostProcess> StartAsync(string program, IEnumerable<string> arguments, string openLine, CancellationToken cancellationToken)
    {
        var started = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var host = new HostProcess(started, openLine);
        try
        {
            await host._open.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>It is killed: what it had answered for is on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    /// <summary>Whatever runs us runs the desk: the program itself, or the host of .NET.</summary>
    private static (string Program, string[] First) Program()
    {
        var own = Environment.ProcessPath;
        if (Path.GetFileNameWithoutExtension(own) == "citydesk")
            return (own!, []);
        var dotnet = Path.GetFileNameWithoutExtension(own) == "dotnet" ? own! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return (dotnet, [Path.Combine(AppContext.BaseDirectory, "citydesk.dll")]);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
        if (line.Data?.StartsWith(_openLine, StringComparison.Ordinal) == true)
            _open.TrySetResult();
    }
}
