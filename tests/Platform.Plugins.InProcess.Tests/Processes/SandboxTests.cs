using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>What a plugin in a sandbox tries, and that it was the kernel which refused it.</summary>
public sealed class SandboxTests
{
    private const string Sandbox = ", \"isolation\": \"sandbox\"";
    private const int NotPermitted = 1;
    private const int NoAccess = 13;

    private const string Native = """
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int open(
            string path, int flags, int mode);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int truncate(
            string path, nint length);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int unlink(string path);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int mkdir(string path, int mode);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int fork();
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int execve(
            string path, nint[] arguments, nint[] environment);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern nint ptrace(
            nint request, nint process, nint at, nint data);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int kill(int process, int signal);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int socket(
            int domain, int type, int protocol);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int prctl(
            int option, nint a, nint b, nint c, nint d);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int setrlimit(
            int resource, ulong[] limit);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int prlimit(
            int process, int resource, ulong[] limit, nint old);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int unshare(int flags);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int mount(
            string a, string b, string c, nint d, nint e);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern nint syscall(
            nint number, nint a, nint b, nint c, nint d);
        private static string Said(nint result) => result >= 0 ? "allowed"
            : System.Runtime.InteropServices.Marshal.GetLastPInvokeError().ToString();
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, int> Escapes => new()
    {
        { "reading the users of the system", "open(\"/etc/passwd\", 0, 0)", NoAccess },
        { "listing the root", "open(\"/\", 0x10000, 0)", NoAccess },
        { "listing what the user has", "open(Environment.GetEnvironmentVariable(\"HOME\") ?? \"/root\", 0x10000, 0)", NoAccess },
        { "reading a file of the host", "open(text, 0, 0)", NoAccess },
        { "writing a file of the host", "open(text, 1, 0)", NoAccess },
        { "cutting off a file of the host", "truncate(text, 0)", NoAccess },
        { "deleting a file of the host", "unlink(text)", NoAccess },
        { "making a file beside it", "open(text + \".new\", 0x41, 384)", NoAccess },
        { "making a folder", "mkdir(\"/tmp/made-by-a-plugin\", 448)", NoAccess },
        { "reading the environment of the host", "open(\"/proc/\" + Host() + \"/environ\", 0, 0)", NoAccess },
        { "reading the memory of the host", "open(\"/proc/\" + Host() + \"/mem\", 0, 0)", NoAccess },
        { "leaving by the root of the process", "open(\"/proc/self/root/etc/passwd\", 0, 0)", NoAccess },
        { "making a process", "fork()", NotPermitted },
        { "becoming another program", "execve(\"/bin/true\", new nint[1], new nint[1])", NotPermitted },
        { "watching the host", "ptrace(16, int.Parse(Host()), 0, 0)", NotPermitted },
        { "sending a signal to the host", "kill(int.Parse(Host()), 0)", NotPermitted },
        { "a socket of the Internet", "socket(2, 1, 0)", NotPermitted },
        { "a socket of the machine", "socket(1, 1, 0)", NotPermitted },
        { "a socket of the kernel", "socket(16, 3, 0)", NotPermitted },
        { "not ending with the host", "prctl(1, 0, 0, 0, 0)", NotPermitted },
        { "raising a limit", "setrlimit(2, new[] { ulong.MaxValue, ulong.MaxValue })", NotPermitted },
        { "raising a limit by another name", "prlimit(0, 2, new[] { ulong.MaxValue, ulong.MaxValue }, 0)", NotPermitted },
        { "namespaces", "unshare(0x10000000)", NotPermitted },
        { "mounting", "mount(\"none\", \"/tmp\", \"tmpfs\", 0, 0)", NotPermitted },
        { "rings of the kernel", "syscall(425, 8, 0, 0, 0)", NotPermitted },
    };

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task The_kernel_refuses(string what, string attempt, int error)
    {
        Assert.NotEmpty(what);
        Assert.SkipUnless(SandboxLevel.Best == PluginIsolation.Sandbox, "waits for a kernel with Landlock 3 and seccomp");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "secret", Token);
            await using var zoo = ProcessZoo.Open();
            zoo.Install("acme.escape", Zoo.Rule(
                $"return new ValueTask<string>(Said({attempt}));",
                $"{Native} private static string Host() => \"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}\";"),
                    more: Sandbox);

            var answer = (await zoo.AskAsync(file))["acme.escape"];

            Assert.Equal((error.ToString(CultureInfo.InvariantCulture), null), (answer.Value, answer.Fault?.Message));
            Assert.Equal("secret", await File.ReadAllTextAsync(file, Token));
            Assert.False(File.Exists(file + ".new"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_was_attained_is_said_and_what_the_kernel_says_of_the_process_agrees()
    {
        Assert.SkipUnless(SandboxLevel.Best == PluginIsolation.Sandbox, "waits for a kernel with Landlock 3 and seccomp");
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.apart", Zoo.Rule("""
            return new ValueTask<string>(string.Join(' ', System.IO.File.ReadLines("/proc/self/status")
                .Where(line => line.StartsWith("NoNewPrivs") || line.StartsWith("Seccomp:") || line.StartsWith("CapEff")
                    || line.StartsWith("CapPrm")).Select(line => line.Replace("\t", ""))));
            """), more: Sandbox);

        var answer = (await zoo.AskAsync("good"))["acme.apart"];

        Assert.Equal("CapPrm:0000000000000000 CapEff:0000000000000000 NoNewPrivs:1 Seccomp:2", answer.Value);
        Assert.StartsWith("sandbox (no_new_privs, rlimits, landlock ", zoo.StatusOf("acme.apart").Isolation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_granted_is_allowed_and_nothing_beside_it()
    {
        Assert.SkipUnless(SandboxLevel.Best == PluginIsolation.Sandbox, "waits for a kernel with Landlock 3 and seccomp");
        var folder = Directory.CreateTempSubdirectory("granted-");
        var (read, written) = (folder.CreateSubdirectory("read").FullName, folder.CreateSubdirectory("written").FullName);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(read, "a"), "1", Token);
            await using var zoo = ProcessZoo.Open();
            zoo.Install("acme.files", Zoo.Rule("""
                var (read, written) = (text.Split('|')[0], text.Split('|')[1]);
                System.IO.File.WriteAllText(written + "/b", System.IO.File.ReadAllText(read + "/a") + "2");
                try { System.IO.File.WriteAllText(read + "/c", ""); return new ValueTask<string>("wrote where it may only read"); }
                catch (UnauthorizedAccessException) { }
                try { System.IO.File.WriteAllText(read + "/../d", ""); return new ValueTask<string>("wrote beside it"); }
                catch (UnauthorizedAccessException) { return new ValueTask<string>("held"); }
                """), more: $"{Sandbox}, \"capabilities\": [\"fs.read:{read}\", \"fs.write:{written}\"]");

            Assert.Equal("held", (await zoo.AskAsync($"{read}|{written}"))["acme.files"] is var answer
                ? answer.Value ?? answer.Fault?.Message : null);
            Assert.Equal("12", await File.ReadAllTextAsync(Path.Combine(written, "b"), Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_granted_host_is_reached_by_its_port_and_no_other_port_is()
    {
        Assert.SkipUnless(
            SandboxLevel.Best == PluginIsolation.Sandbox && Landlock.Version >= 4, "waits for a kernel with Landlock 4 and seccomp");
        using var granted = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        granted.Start();
        other.Start();
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.net", Zoo.Rule("""
            var said = "";
            foreach (var port in text.Split('|'))
            {
                using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork,
                    System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                try { socket.Connect(System.Net.IPAddress.Loopback, int.Parse(port)); said += "connected "; }
                catch (System.Net.Sockets.SocketException fault) { said += fault.SocketErrorCode + " "; }
            }
            try { using var unix = new System.Net.Sockets.Socket(
                System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0); said += "unix"; }
            catch (System.Net.Sockets.SocketException fault) { said += fault.SocketErrorCode; }
            return new ValueTask<string>(said);
            """), more: $"{Sandbox}, \"capabilities\": [\"net.http:http://127.0.0.1:{PortOf(granted)}\"]");

        var answer = (await zoo.AskAsync($"{PortOf(granted)}|{PortOf(other)}"))["acme.net"];

        Assert.Equal(("connected AccessDenied AccessDenied", null), (answer.Value, answer.Fault?.Message));
    }

    [Fact]
    public async Task A_path_that_is_none_is_refused_before_anything_is_started()
    {
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.paths", ProcessZoo.Rule(), more: $"{ProcessZoo.InProcess}, \"capabilities\": [\"fs.read:../etc\"]");

        Assert.Empty(await zoo.AskAsync("good"));
        Assert.Contains("fs.read:../etc, which is no path from the root on", zoo.StatusOf("acme.paths").Reason, StringComparison.Ordinal);
    }

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}
