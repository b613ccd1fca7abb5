using System.Diagnostics;
using System.Security.Cryptography;
using Platform.Testing;

namespace CityDesk.Tests.Open311;

/// <summary>
/// The npm package <c>open311</c>, unchanged, with its dependencies as <c>client/package-lock.json</c> pins them. Installed
/// once below <c>artifacts/</c> and kept until a file of <c>client/</c> changes.
/// </summary>
internal static class NodeClient
{
    private static readonly string Source = Path.Combine(Checkout.Root, "tests", "CityDesk.Tests", "Open311", "client");

    /// <summary>Where <c>drive.js</c> can be run. Skips the calling test where there is no Node.</summary>
    public static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(await RunsAsync("node", cancellationToken) && await RunsAsync("npm", cancellationToken), "Node.js and npm are not installed: the npm package open311 cannot be run.");
        var files = Directory.GetFiles(Source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var folder = Path.Combine(Checkout.Root, "artifacts", "open311-client", await HashAsync(files, cancellationToken));
        if (Directory.Exists(folder))
            return folder;

        // Installed aside and moved when whole, so that an interrupted or a simultaneous run leaves no half of it.
        var aside = $"{folder}.{Guid.NewGuid():N}";
        foreach (var file in files)
        {
            var copy = Path.Combine(aside, Path.GetRelativePath(Source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var (exitCode, _, errors) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], aside, cancellationToken);
        Assert.True(exitCode == 0, $"npm ci failed:\n{errors}");
        try
        {
            Directory.Move(aside, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(aside, recursive: true);
        }

        return folder;
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Executable(program), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static async Task<bool> RunsAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(program, ["--version"], Path.GetTempPath(), cancellationToken)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // On Windows npm is a script, which only its full name starts.
    private static string Executable(string program) => program == "npm" && OperatingSystem.IsWindows() ? "npm.cmd" : program;

    private static async Task<string> HashAsync(string[] files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(await File.ReadAllBytesAsync(file, cancellationToken));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
