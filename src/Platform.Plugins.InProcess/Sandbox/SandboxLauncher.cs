using System.Collections;
using System.Runtime.InteropServices;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>
/// Binds the process that it runs in, and becomes another program in it. Landlock binds the thread that asks for it alone, and the runtime
/// has several before the first line of a program: so the thread that has asked becomes the program that is to be bound, and with it all
/// threads that this one will ever have.
/// </summary>
internal static unsafe class SandboxLauncher
{
    private const int DataLimit = 2;
    private const int StackLimit = 3;
    private const int CoreLimit = 4;
    private const int FilesLimit = 7;

    /// <summary>What the runtime has for itself: code that it compiles, stacks of threads, tables.</summary>
    private const nuint RuntimeMebibytes = 512;

    private const Landlock.FileRights Reading = Landlock.FileRights.Read | Landlock.FileRights.List;
    private const Landlock.FileRights Running = Reading | Landlock.FileRights.Execute;

    private const Landlock.FileRights Writing =
        Reading | Landlock.FileRights.Write | Landlock.FileRights.Truncate | Landlock.FileRights.MakeFiles
        | Landlock.FileRights.MakeFolders | Landlock.FileRights.RemoveFiles | Landlock.FileRights.RemoveFolders;

    /// <summary>
    /// Libraries, what they look up when they start, and what describes the machine. Nothing here is a secret of the host.
    /// </summary>
    private static readonly string[] OfSystem =
    [
        "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl", "/etc/pki", "/usr/share/zoneinfo", "/usr/share/ca-certificates",
        "/usr/local/share/ca-certificates",
        "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/sys/fs/cgroup", "/sys/devices/system", "/dev/urandom",
        "/dev/random", "/dev/zero",
    ];

    /// <summary>How names are looked up.</summary>
    private static readonly string[] OfNetwork =
        ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services"];

    /// <summary>Becomes a program that is bound. Returns only when that failed.</summary>
    /// <exception cref="IOException">The kernel refused something.</exception>
    public static void Become(IReadOnlyList<string> command, string folder, string dotnetFolder, ProcessGrants grants)
    {
        if (Libc.PrCtl(Libc.NoNewPrivileges, 1, 0, 0, 0) != 0)
            throw Libc.Failure("no_new_privs");
        var heap = (nuint)grants.MemoryMebibytes;
        Limit(CoreLimit, 0);
        Limit(FilesLimit, 512);
        Limit(StackLimit, 2 << 20);
        Limit(DataLimit, (heap + RuntimeMebibytes) << 20);
        DropCapabilities();
        using (var landlock = Landlock.Create())
        {
            Allow(landlock, folder, dotnetFolder, grants);
            landlock.Restrict();
        }
        var arguments = Texts(command);
        var environment = Texts(
            Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static each => $"{each.Key}={each.Value}"));
        _ = Libc.Execute(arguments[0], arguments, environment);
        throw Libc.Failure("execve");
    }

    private static void Allow(Landlock landlock, string folder, string dotnetFolder, ProcessGrants grants)
    {
        landlock.Allow(dotnetFolder, Running);
        foreach (var libraries in (string[])["/lib", "/lib64", "/usr/lib", "/usr/lib64"])
            landlock.Allow(libraries, Running);
        foreach (var path in OfSystem.Concat(grants.Ports.Count > 0 ? OfNetwork : []).Append(folder).Concat(grants.Readable))
            landlock.Allow(path, Reading);
        // File by file: beside the assemblies of a host lie its settings.
        foreach (var file in RunnerFiles.Of(AppContext.BaseDirectory))
            landlock.Allow(file, Landlock.FileRights.Read);
        landlock.Allow("/dev/null", Landlock.FileRights.Read | Landlock.FileRights.Write);
        foreach (var path in grants.Writable.Append(RunnerFiles.Scratch(folder)))
            landlock.Allow(path, Writing);
        foreach (var port in grants.Ports)
            landlock.AllowPort(port);
        // Names are looked up by datagrams, and where an answer is too long for one by a connection.
        if (grants.Ports.Count > 0)
            landlock.AllowPort(53);
    }

    private static void Limit(int resource, nuint most)
    {
        if (Libc.SetLimit(resource, new ResourceLimit(most, most)) != 0)
            throw Libc.Failure($"setrlimit {resource}");
    }

    /// <summary>What root may do beyond others. It does not come back with the next program, since that gains no privileges.</summary>
    private static void DropCapabilities()
    {
        var header = stackalloc uint[] { 0x2008_0522, 0 };
        var none = stackalloc uint[] { 0, 0, 0, 0, 0, 0 };
        if (Libc.SysCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 126 : 91, (nint)header, (nint)none, 0, 0) != 0)
            throw Libc.Failure("capset");
    }

    /// <summary>Never freed: the program that has them ends here.</summary>
    private static nint[] Texts(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
}
