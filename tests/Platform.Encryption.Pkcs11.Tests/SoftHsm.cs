using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platform.Encryption.Pkcs11.Tests;

/// <summary>A token of SoftHSM in a folder of its own, that is gone afterwards. One for the whole program: a module has one state in a process.</summary>
public sealed partial class SoftHsm : IDisposable
{
    public const string Pin = "123456";

    private static readonly string[] Places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-softhsm-");
    private readonly Pkcs11Token? _token;

    public SoftHsm()
    {
        Module = Places.FirstOrDefault(File.Exists);
        if (Module is null)
            return;
        var configuration = Path.Combine(_folder.FullName, "softhsm2.conf");
        var tokens = _folder.CreateSubdirectory("tokens");
        File.WriteAllText(configuration, $"directories.tokendir = {tokens.FullName}\nobjectstore.backend = file\nlog.level = ERROR\n");

        // The module asks the environment of C, which .NET only copies.
        if (SetEnvironment("SOFTHSM2_CONF", configuration, 1) != 0)
            throw new InvalidOperationException("The environment cannot be set.");
        var start = new ProcessStartInfo("softhsm2-util") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--init-token", "--free", "--label", "desk", "--so-pin", "12345678", "--pin", Pin])
            start.ArgumentList.Add(argument);
        start.Environment["SOFTHSM2_CONF"] = configuration;
        using (var process = Process.Start(start)!)
        {
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"softhsm2-util ended with {process.ExitCode}.");
        }
        _token = Pkcs11Token.Open(Module, "desk", Pin);
    }

    public string? Module { get; }

    public Pkcs11Token Token
    {
        get
        {
            Assert.SkipUnless(_token is not null, "SoftHSM is not installed (softhsm2).");
            return _token!;
        }
    }

    public void Dispose()
    {
        _token?.Dispose();
        _folder.Delete(recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
