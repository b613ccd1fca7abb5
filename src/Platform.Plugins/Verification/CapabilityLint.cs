namespace Platform.Plugins.Verification;

/// <summary>What types of the framework are for, as far as a host may want to know it.</summary>
internal static class CapabilityLint
{
    private static readonly (string Type, string Capability, string What)[] Uses =
    [
        ("System.IO.File", "fs", "files"),
        ("System.IO.FileInfo", "fs", "files"),
        ("System.IO.FileStream", "fs", "files"),
        ("System.IO.Directory", "fs", "folders"),
        ("System.IO.DirectoryInfo", "fs", "folders"),
        ("System.IO.RandomAccess", "fs", "files"),
        ("System.IO.FileSystemWatcher", "fs", "files"),
        ("System.IO.MemoryMappedFiles.*", "fs", "files"),
        ("System.IO.Pipes.*", "ipc", "other processes"),
        ("System.Net.Http.*", "net", "the network"),
        ("System.Net.Sockets.*", "net", "the network"),
        ("System.Net.WebSockets.*", "net", "the network"),
        ("System.Net.Quic.*", "net", "the network"),
        ("System.Net.Mail.*", "net", "the network"),
        ("System.Net.Dns", "net", "the network"),
        ("System.Net.HttpListener", "net", "the network"),
        ("System.Net.WebClient", "net", "the network"),
        ("System.Diagnostics.Process", "process", "other programs"),
        ("System.Runtime.InteropServices.NativeLibrary", "native", "native code"),
        ("System.Reflection.Emit.*", "code", "code that it makes"),
        ("System.Runtime.Loader.*", "code", "assemblies that it loads"),
        ("Microsoft.Win32.Registry*", "registry", "the registry"),
    ];

    /// <summary>The capability that a type calls for, and what it reaches; nothing for most.</summary>
    public static (string Capability, string What)? Of(string type)
    {
        foreach (var (pattern, capability, what) in Uses)
        {
            if (pattern.EndsWith('*')
                ? type.StartsWith(pattern[..^1], StringComparison.Ordinal)
                : type == pattern || type.StartsWith(pattern + "+", StringComparison.Ordinal))
                return (capability, what);
        }
        return null;
    }

    /// <summary>Whether a manifest asks for something of a kind: <c>fs</c> for <c>fs.read:/srv</c>.</summary>
    public static bool IsDeclared(string capability, IEnumerable<string> declared) =>
        declared.Any(each => each == capability
            || each.StartsWith(capability + ".", StringComparison.Ordinal) || each.StartsWith(capability + ":", StringComparison.Ordinal));
}
