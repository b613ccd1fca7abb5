using System.Buffers.Binary;

namespace Platform.Plugins.Verification;

/// <summary>What types of the framework are for, as far as a host may want to know it.</summary>
internal static class CapabilityLint
{
    public const string Native = "native";

    /// <summary>
    /// Connections of a plugin's own making. Who asks for <c>net.http:api.acme.example</c> asks for the client that reaches this host, and not
    /// for these.
    /// </summary>
    private const string Sockets = "net.sockets";

    private static readonly (string Type, string Capability, string What)[] Uses =
    [
        ("System.IO.File", "fs", "files"),
        ("System.IO.FileInfo", "fs", "files"),
        ("System.IO.FileStream", "fs", "files"),
        ("System.IO.Directory", "fs", "folders"),
        ("System.IO.DirectoryInfo", "fs", "folders"),
        ("System.IO.RandomAccess", "fs", "files"),
        ("System.IO.FileSystemWatcher", "fs", "files"),
        ("System.IO.DriveInfo", "fs", "files"),
        ("System.IO.IsolatedStorage.*", "fs", "files"),
        ("System.IO.Compression.ZipFile", "fs", "files"),
        ("System.Formats.Tar.TarFile", "fs", "files"),
        ("System.IO.MemoryMappedFiles.*", "fs", "files"),
        ("System.IO.Pipes.*", "ipc", "other processes"),
        ("System.Net.Http.*", "net.http", "the network"),
        ("System.Net.Sockets.*", Sockets, "the network"),
        ("System.Net.WebSockets.*", Sockets, "the network"),
        ("System.Net.Quic.*", Sockets, "the network"),
        ("System.Net.Mail.*", Sockets, "the network"),
        ("System.Net.Dns", Sockets, "the network"),
        ("System.Net.HttpListener", Sockets, "the network"),
        ("System.Net.WebClient", Sockets, "the network"),
        ("System.Net.WebRequest", Sockets, "the network"),
        ("System.Net.HttpWebRequest", Sockets, "the network"),
        ("System.Net.FtpWebRequest", Sockets, "the network"),
        ("System.Net.FileWebRequest", Sockets, "the network"),
        ("System.Net.NetworkInformation.*", Sockets, "the network"),
        ("System.Diagnostics.Process", "process", "other programs"),
        ("System.Runtime.InteropServices.NativeLibrary", Native, "native code"),
        ("System.Runtime.InteropServices.ComWrappers", Native, "native code"),
        ("System.Reflection.Emit.*", "code", "code that it makes"),
        ("System.Runtime.Loader.*", "code", "assemblies that it loads"),
        ("Microsoft.Win32.Registry*", "registry", "the registry"),
    ];

    /// <summary>Members by which types that are harmless otherwise reach something: by what they take first, or whatever they take.</summary>
    private static readonly (string Type, string Member, string? FirstParameter, string Capability, string What)[] UsesByMember =
    [
        ("System.IO.StreamReader", ".ctor", "String", "fs", "files"),
        ("System.IO.StreamWriter", ".ctor", "String", "fs", "files"),
        ("System.Xml.XmlReader", "Create", "String", "fs", "files"),
        ("System.Xml.XmlWriter", "Create", "String", "fs", "files"),
        ("System.Xml.XmlDocument", "Load", "String", "fs", "files"),
        ("System.Xml.Linq.XDocument", "Load", "String", "fs", "files"),
        ("System.Xml.Linq.XElement", "Load", "String", "fs", "files"),
        ("System.Net.Http.HttpClient", ".ctor", null, Sockets, "the network past the client of the host"),
        ("System.Net.Http.HttpClientHandler", ".ctor", null, Sockets, "the network past the client of the host"),
        ("System.Net.Http.SocketsHttpHandler", ".ctor", null, Sockets, "the network past the client of the host"),
        ("System.Environment", "GetEnvironmentVariable", null, "environment", "the variables of the environment"),
        ("System.Environment", "GetEnvironmentVariables", null, "environment", "the variables of the environment"),
        ("System.Environment", "SetEnvironmentVariable", null, "environment", "the variables of the environment"),
        ("System.Environment", "Exit", null, "process", "the end of the host"),
        ("System.Environment", "FailFast", null, "process", "the end of the host"),
        ("System.Reflection.Assembly", "Load", null, "code", "assemblies that it loads"),
        ("System.Reflection.Assembly", "LoadFrom", null, "code", "assemblies that it loads"),
        ("System.Reflection.Assembly", "LoadFile", null, "code", "assemblies that it loads"),
        ("System.Reflection.Assembly", "UnsafeLoadFrom", null, "code", "assemblies that it loads"),
        ("System.AppDomain", "Load", null, "code", "assemblies that it loads"),
        ("System.Linq.Expressions.LambdaExpression", "Compile", null, "code", "code that it makes"),
        ("System.Linq.Expressions.Expression`1", "Compile", null, "code", "code that it makes"),
        ("System.Runtime.InteropServices.Marshal", "GetDelegateForFunctionPointer", null, Native, "native code"),
    ];

    /// <summary>The capability that a member calls for, and what it reaches; nothing for most.</summary>
    public static (string Capability, string What)? Of(string type, string member, IReadOnlyList<string> parameters)
    {
        foreach (var use in UsesByMember)
        {
            if (use.Type == type && use.Member == member && (use.FirstParameter is null || (parameters.Count > 0 && parameters[0] == use.FirstParameter)))
                return (use.Capability, use.What);
        }
        return null;
    }

    /// <summary>Whether a file begins as programs and libraries of Linux, Windows and macOS do.</summary>
    public static bool IsNativeCode(ReadOnlySpan<byte> file) =>
        file.StartsWith("\u007fELF"u8) || file.StartsWith("MZ"u8)
        || (file.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(file) is 0xFEEDFACE or 0xFEEDFACF or 0xCEFAEDFE or 0xCFFAEDFE or 0xCAFEBABE);

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

    /// <summary>Whether a manifest asks for something of a kind, or for more: <c>fs</c> for <c>fs.read:/srv</c>, <c>net.http</c> for <c>net</c>.</summary>
    public static bool IsDeclared(string capability, IEnumerable<string> declared) =>
        declared.Any(each => each == capability || capability.StartsWith(each + ".", StringComparison.Ordinal)
            || each.StartsWith(capability + ".", StringComparison.Ordinal) || each.StartsWith(capability + ":", StringComparison.Ordinal));
}
