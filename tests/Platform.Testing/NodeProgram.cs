using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace Platform.Testing;

/// <summary>
/// A program for Node.js with packages from npm, unchanged, as its <c>package-lock.json</c> pins them. Installed once below <c>artifacts/</c> and
/// kept until one of its
/// files changes.
/// </summary>
/// <param name="source">The folder with <c>package.json</c>, <c>package-lock.json</c> and the scripts.</param>
/// <param name="name">The folder below <c>artifacts/</c>.</param>
public sealed class NodeProgram(string source, string name)
{
    /// <summary>Runs a script. Skips the calling test where there is no Node.js, and fails it where the script does.</summary>
    /// <param name="script">The script, relative to the folder.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it wrote to its standard output.</returns>
    public async Task<string> RunAsync(string script, string input, CancellationToken cancellationToken)
    {
        var folder = await InstallAsync(cancellationToken);
        var (exitCode, output, errors) = await RunAsync("node", [script], folder, input, cancellationToken);
        Assert.True(exitCode == 0, $"{script} failed:\n{errors}");
        return output;
    }

    /// <summary>Runs a script that may fail, in a folder of the caller's. Skips the calling test where there is no Node.js.</summary>
    /// <param name="script">The script, relative to the folder with the packages.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="folder">The folder in which it runs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code and what it wrote.</returns>
    public async Task<(int ExitCode, string Output, string Errors)> RunInAsync(
        string script, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var installed = await InstallAsync(cancellationToken);
        return await RunAsync("node", [Path.Combine(installed, script), .. arguments], folder, "", cancellationToken);
    }

    private async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(await IsThereAsync("node", cancellationToken) && await IsThereAsync("npm", cancellationToken),
            $"Node.js and npm are not installed: {name} cannot be run.");
        var files = Directory.GetFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var folder = Path.Combine(Checkout.Root, "artifacts", name, await HashAsync(files, cancellationToken));
        if (Directory.Exists(folder))
            return folder;

        // Installed aside and moved when whole, so that an interrupted or a simultaneous run leaves no half of it.
        var aside = $"{folder}.{Guid.NewGuid():N}";
        foreach (var file in files)
        {
            var copy = Path.Combine(aside, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var (exitCode, _, errors) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], aside, "", cancellationToken);
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

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, string input, CancellationToken cancellationToken)
    {
        // On Windows npm is a script, which only its full name starts.
        var executable = program == "npm" && OperatingSystem.IsWindows() ? "npm.cmd" : program;
        var start = new ProcessStartInfo(executable, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static async Task<bool> IsThereAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(program, ["--version"], Path.GetTempPath(), "", cancellationToken)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> HashAsync(string[] files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(await File.ReadAllBytesAsync(file, cancellationToken));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
