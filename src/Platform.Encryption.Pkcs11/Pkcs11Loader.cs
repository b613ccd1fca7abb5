using System.Reflection;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Platform.Encryption.Pkcs11;

/// <summary>
/// Pkcs11Interop asks for <c>libdl</c>, a name that only development packages of glibc have. Its programs find it as <c>libdl.so.2</c>, and in the C library itself where that is newer or another.
/// </summary>
internal static class Pkcs11Loader
{
    private static readonly bool IsSet = Set();

    /// <summary>Once in a process, before the first module is loaded.</summary>
    public static void Prepare() => _ = IsSet;

    private static bool Set()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, Resolve);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The program has a resolver of its own for this assembly: it knows best.
            return false;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != "libdl" || !OperatingSystem.IsLinux())
            return 0;
        return NativeLibrary.TryLoad("libdl.so.2", assembly, null, out var handle) || NativeLibrary.TryLoad("libc", assembly, null, out handle) ? handle : 0;
    }
}
