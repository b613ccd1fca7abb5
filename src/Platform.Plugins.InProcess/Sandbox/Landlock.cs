using System.Runtime.InteropServices;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>
/// What a process may do with files and ports, by Landlock (<c>landlock(7)</c>). It binds the thread that asks for it and whatever comes
/// from it, so it is asked for before the thread becomes another program.
/// </summary>
internal sealed unsafe class Landlock : IDisposable
{
    /// <summary>Below that, files can be cut off that cannot be written.</summary>
    public const int LeastVersion = 3;

    private const int PathBeneath = 1;
    private const int NetPort = 2;
    private const int PathOnly = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC
    private const ulong NetConnect = 2;
    private const ulong OnFiles =
        (ulong)(FileRights.Execute | FileRights.Write | FileRights.Read | FileRights.Truncate | FileRights.Devices);

    private readonly int _version;
    private readonly ulong _handled;
    private readonly int _ruleset;

    private Landlock(int version)
    {
        _version = version;
        _handled = (ulong)FileRights.All & (version >= 5 ? ulong.MaxValue : ~(ulong)FileRights.Devices);
        // Ports from 4 on; signals and abstract sockets of others from 6 on.
        var attributes = stackalloc ulong[] { _handled, 3, 3 };
        _ruleset = (int)Libc.SysCall(Libc.CreateRuleset, (nint)attributes, version >= 6 ? 24 : version >= 4 ? 16 : 8, 0, 0);
        if (_ruleset < 0)
            throw Libc.Failure("landlock_create_ruleset");
    }

    /// <summary>What a process may do with files.</summary>
    [Flags]
    public enum FileRights : ulong
    {
        Execute = 1 << 0,
        Write = 1 << 1,
        Read = 1 << 2,
        List = 1 << 3,
        RemoveFolders = 1 << 4,
        RemoveFiles = 1 << 5,
        MakeFolders = 1 << 7,
        MakeFiles = 1 << 8,
        Truncate = 1 << 14,
        Devices = 1 << 15,
        All = (1 << 16) - 1,
    }

    /// <summary>The version that the kernel has; 0 for none.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? (int)Math.Max(0, Libc.SysCall(Libc.CreateRuleset, 0, 0, 1, 0)) : 0;

    public static Landlock Create() => new(Version);

    /// <summary>Allows something with a file, or with all below a folder. What is not there needs no rule.</summary>
    public void Allow(string path, FileRights rights)
    {
        var descriptor = Libc.Open(path, PathOnly);
        if (descriptor < 0)
            return;
        try
        {
            var allowed = (ulong)rights & _handled & (Directory.Exists(path) ? ulong.MaxValue : OnFiles);
            var rule = new PathRule(allowed, descriptor);
            if (Libc.SysCall(Libc.AddRule, _ruleset, PathBeneath, (nint)(&rule), 0) != 0)
                throw Libc.Failure($"landlock_add_rule for {path}");
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    /// <summary>Allows to connect to a port. A kernel that cannot tell ports apart allows all.</summary>
    public void AllowPort(int port)
    {
        if (_version < 4)
            return;
        var rule = stackalloc ulong[] { NetConnect, (ulong)port };
        if (Libc.SysCall(Libc.AddRule, _ruleset, NetPort, (nint)rule, 0) != 0)
            throw Libc.Failure($"landlock_add_rule for port {port}");
    }

    /// <summary>Binds the calling thread for good.</summary>
    public void Restrict()
    {
        if (Libc.SysCall(Libc.RestrictSelf, _ruleset, 0, 0, 0) != 0)
            throw Libc.Failure("landlock_restrict_self");
    }

    public void Dispose() => _ = Libc.Close(_ruleset);

    /// <summary><c>struct landlock_path_beneath_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct PathRule(ulong Allowed, int Descriptor);
}
