using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Frames;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Runner;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>One process of a plugin, and the connection to it.</summary>
internal sealed class PluginProcess : IAsyncDisposable
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly FrameCaller _caller;
    private readonly DirectoryInfo _folder;
    private readonly SaidLines _said;
    private readonly Task _reading;
    private readonly IPluginRunner _runner;
    private readonly TimeProvider _time;

    private PluginProcess(Process process, FrameCaller caller, DirectoryInfo folder, SaidLines said, Task reading, TimeProvider time)
    {
        (_process, _caller, _folder, _said, _reading, _time) = (process, caller, folder, said, reading, time);
        _runner = (IPluginRunner)PluginWire.Find(typeof(IPluginRunner))!.CreateProxy(caller.Target(0));
    }

    /// <summary>What keeps it in, as attained.</summary>
    public string Level { get; private set; } = SandboxLevel.Process;

    /// <summary>Ends with the connection.</summary>
    public Task Ended => _caller.Ended;

    /// <summary>The time that processors have spent on it.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                return _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                return TimeSpan.Zero; // It has ended.
            }
        }
    }

    /// <summary>Starts a process, has it load the plugin, and waits until it has.</summary>
    /// <exception cref="PluginStartException">It cannot be started.</exception>
    public static async Task<PluginProcess> StartAsync(ProcessPlan plan, CancellationToken cancellationToken)
    {
        // Nobody but this user may enter it (0700).
        var folder = Directory.CreateTempSubdirectory("plugin-");
        PluginProcess? started = null;
        try
        {
            var package = plan.Release.Verified.Package.Bytes;
            await File.WriteAllBytesAsync(RunnerFiles.Package(folder.FullName), package, cancellationToken).ConfigureAwait(false);
            // A disk has no limits that a process could be given, so who is bound writes nowhere if he need not.
            var isNative = plan.Release.Files.Any(static file => file.EndsWith(".so", StringComparison.Ordinal));
            if (isNative || plan.Isolation != PluginIsolation.Sandbox)
                Directory.CreateDirectory(RunnerFiles.Scratch(folder.FullName));
            started = await ConnectAsync(plan, folder, cancellationToken).ConfigureAwait(false);
            var answer = await started._runner.StartAsync(plan.Start, cancellationToken).ConfigureAwait(false);
            started.Level = answer.Level;
            var (asked, attained) = (plan.Release.Manifest.Isolation, SandboxLevel.Of(answer.Level));
            return attained >= asked && attained >= plan.Isolation ? started
                : throw new PluginStartException($"{plan.Name} asks for the isolation {asked}, and what was attained is: {answer.Level}.");
        }
        catch (Exception fault)
        {
            var why = fault is PluginConnectionException && started is not null
                ? await started.DescribeEndAsync().ConfigureAwait(false) : null;
            if (started is not null)
                await started.DisposeAsync().ConfigureAwait(false);
            else
                folder.Delete(recursive: true);
            throw why is not null ? new PluginStartException($"The process of {plan.Name} {why} when it was to start.", fault)
                : fault is PluginStartException or OperationCanceledException ? fault
                : fault is PluginCallException call && call.FailureType == typeof(PluginStartException).FullName
                    ? new PluginStartException(call.Said, fault)
                : new PluginStartException($"{plan.Name} could not be started in a process of its own: {fault.Message}", fault);
        }
    }

    public IPluginChannel Target(int number) => _caller.Target((ushort)number);

    /// <summary>How often in a row a call was seen that goes on though nobody waits for it.</summary>
    public int LookForOverdue() => _caller.LookForOverdue();

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended in the same moment.
        }
    }

    /// <summary>What became of it, after the connection has ended: in words that follow "the process of it".</summary>
    public async Task<string> DescribeEndAsync()
    {
        var broke = _caller.EndedBy?.InnerException;
        if (!await HasExitedAsync().ConfigureAwait(false))
        {
            Kill();
            return broke is null ? "closed its connection to the host" : $"said what no plugin says: {broke.Message}";
        }
        // What it said last is read to its end.
        await _reading.WaitAsync(ExitTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var how = ExitText.Of(_process.ExitCode);
        return _said.LastWords is { } words ? $"{how} ({words})" : broke is WireException ? $"{how} ({broke.Message})" : how;
    }

    /// <summary>Has the plugin disposed of what it made, and ends the process.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        try
        {
            using var deadline = new CancellationTokenSource(timeout, _time);
            await _runner.StopAsync(deadline.Token).AsTask().WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What it does at its end is its own affair: it ends all the same.
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connection, at which the process ends by itself; where it does not, it is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync().ConfigureAwait(false);
        if (!await HasExitedAsync().ConfigureAwait(false))
            Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _reading.WaitAsync(ExitTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was deleted before.
        }
    }

    private static async Task<PluginProcess> ConnectAsync(ProcessPlan plan, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(RunnerFiles.Socket(folder.FullName)));
        listener.Listen(1);
        var process = await plan.Starter.StartAsync(plan.Command(folder.FullName)).ConfigureAwait(false);
        var said = new SaidLines(plan.Logger, plan.Time);
        // Two streams and one reader: what is written to the standard output is told as well, and both are read to their ends.
        var printed = new SaidLines(plan.Logger, plan.Time);
        var reading = Task.WhenAll(said.ReadAsync(process.StandardError), printed.ReadAsync(process.StandardOutput));
        try
        {
            using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var accepting = listener.AcceptAsync(given.Token).AsTask();
            var exiting = process.WaitForExitAsync(given.Token);
            if (await Task.WhenAny(accepting, exiting).ConfigureAwait(false) == exiting)
            {
                await given.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                var read = reading.WaitAsync(ExitTimeout, plan.Time, CancellationToken.None);
                await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var words = said.LastWords is { } last ? $": {last}" : ".";
                throw new PluginStartException(
                    $"The process of {plan.Name} {ExitText.Of(process.ExitCode)} before it had connected{words}");
            }
            var socket = await accepting.ConfigureAwait(false);
            await given.CancelAsync().ConfigureAwait(false);
            RequirePeer(socket, process.Id, plan.Name);
            var caller = new FrameCaller(plan.Name, new NetworkStream(socket, ownsSocket: true));
            return new PluginProcess(process, caller, folder, said, reading, plan.Time);
        }
        catch (Exception)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>The kernel says who has connected: it has to be who was started.</summary>
    private static void RequirePeer(Socket socket, int expected, string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Span<byte> credentials = stackalloc byte[12]; // pid, uid, gid
        _ = socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var peer = BitConverter.ToInt32(credentials);
        if (peer == expected)
            return;
        socket.Dispose();
        throw new PluginStartException(string.Create(
            CultureInfo.InvariantCulture, $"The process {peer} has connected in the place of that of {name}, which is {expected}."));
    }

    private async Task<bool> HasExitedAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(ExitTimeout, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
