using System.Net.Sockets;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Frames;
using Platform.Plugins.InProcess.Sandbox;

namespace Platform.Plugins.InProcess.Runner;

/// <summary>
/// The program that runs one plugin for its host, which starts it and whose assemblies and framework it has. It ends when its host does.
/// </summary>
internal static class RunnerProgram
{
    /// <summary>What the program is told first: to bind itself and become the one that runs the plugin; or to do that.</summary>
    public const string Bind = "bind";

    /// <summary>To run the plugin.</summary>
    public const string Run = "run";

    private const int Kill = 9;
    private const int WrongUse = 64;
    private const int NotBound = 71;

    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case [Bind, var folder, var parent, var dotnet, .. var rest] when rest.AsSpan().IndexOf("--") is var end and >= 0:
                    EndWithHost(parent);
                    SandboxLauncher.Become([.. rest[(end + 1)..]], folder, Path.GetDirectoryName(dotnet)!, ProcessGrants.Read(rest[..end]));
                    return NotBound;
                case [Run, var folder, var parent, var isBound, var hasNetwork]:
                    EndWithHost(parent);
                    RunAsync(folder, bool.Parse(isBound), bool.Parse(hasNetwork)).GetAwaiter().GetResult();
                    return 0;
                default:
                    Console.Error.WriteLine("This program is started by hosts of Platform.Plugins, and by nobody else.");
                    return WrongUse;
            }
        }
        catch (IOException fault)
        {
            Console.Error.WriteLine($"Fatal error. {fault.Message}");
            return NotBound;
        }
    }

    private static async Task RunAsync(string folder, bool isBound, bool hasNetwork)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(RunnerFiles.Socket(folder))).ConfigureAwait(false);
        // At once, and without what runs when a program ends: that may be the plugin's.
        using var watch = OperatingSystem.IsLinux() ? new HostWatch((int)socket.Handle, static () => Libc.Exit(0)) : null;
        var level = isBound ? Restrict(hasNetwork) : SandboxLevel.Process;
        var runner = new PluginRunner(folder, level);
        await using var disposal = runner.ConfigureAwait(false);
        var control = PluginWire.Find(typeof(IPluginRunner))!.CreateDispatcher(runner);
        await new FrameServer(new NetworkStream(socket, ownsSocket: true), target => target == 0 ? control : runner.Target(target))
            .RunAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static string Restrict(bool hasNetwork)
    {
        SystemCalls.Restrict(hasNetwork);
        try
        {
            _ = Directory.GetFileSystemEntries("/");
        }
        catch (UnauthorizedAccessException)
        {
            return SandboxLevel.Sandbox;
        }
        throw new IOException("The kernel was asked to keep this process from the root of the files, and does not.");
    }

    /// <summary>
    /// A plugin that holds every thread of the pool would never notice that its host is gone. The kernel notices. Where the host has ended
    /// before it was asked to look, somebody else is the parent by now.
    /// </summary>
    private static void EndWithHost(string parent)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (Libc.PrCtl(Libc.ParentDeathSignal, Kill, 0, 0, 0) != 0)
            throw Libc.Failure("PR_SET_PDEATHSIG");
        if (!parent.Equals(Libc.ParentId().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new IOException("The host has ended.");
    }
}
