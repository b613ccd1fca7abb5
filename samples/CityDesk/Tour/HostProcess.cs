using System.Diagnostics;
using System.Text;

namespace CityDesk.Tour;

/// <summary>This program once more, as a web host in a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _open.TrySetException(new OperatorException($"The tour's desk has ended: {Output}"));
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

    /// <exception cref="OperatorException">It did not open; the message has what it said.</exception>
    public static async Task<HostProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var (program, first) = Program();
        var host = new HostProcess(Process.Start(new ProcessStartInfo(program, [.. first, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
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
        if (line.Data?.StartsWith("CityDesk is open", StringComparison.Ordinal) == true)
            _open.TrySetResult();
    }
}
