using System.Diagnostics;
using Platform.Testing;

namespace Platform.Validation.Tests.Rules.TypeScript;

/// <summary>The npm package <c>typescript</c>, as <c>client/package-lock.json</c> pins it; installed once below <c>artifacts/</c>.</summary>
internal static class Compiler
{
    private static readonly string Source = Path.Combine(Checkout.Root, "tests", "Platform.Validation.Tests", "Rules", "TypeScript", "client");

    /// <summary>Compiles a module together with <c>client/use.ts</c>. Skips the calling test where there is no Node.</summary>
    /// <returns>What the compiler says; empty where it is content.</returns>
    public static async Task<string> CompileAsync(string module, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(await RunsAsync("node", cancellationToken) && await RunsAsync("npm", cancellationToken), "Node.js and npm are not installed: TypeScript cannot be compiled.");
        var tools = Path.Combine(Checkout.Root, "artifacts", "typescript", (await File.ReadAllTextAsync(Path.Combine(Source, "package-lock.json"), cancellationToken)).Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!Directory.Exists(tools))
            await InstallAsync(tools, cancellationToken);
        var work = Directory.CreateTempSubdirectory("platform-typescript-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(work, "module.ts"), module, cancellationToken);
            File.Copy(Path.Combine(Source, "use.ts"), Path.Combine(work, "use.ts"));
            var (_, output) = await RunAsync("node", [Path.Combine(tools, "node_modules", "typescript", "bin", "tsc"), "--strict", "--noEmit", "--exactOptionalPropertyTypes",
                "--noUnusedLocals", "use.ts"], work, cancellationToken);
            return output.Trim();
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        // Aside, and moved when whole: an interrupted or a simultaneous run leaves no half of it.
        var aside = $"{folder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(aside);
        foreach (var file in (string[])["package.json", "package-lock.json"])
            File.Copy(Path.Combine(Source, file), Path.Combine(aside, file));
        var (exitCode, output) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], aside, cancellationToken);
        Assert.True(exitCode == 0, $"npm ci failed:\n{output}");
        try
        {
            Directory.Move(aside, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(aside, recursive: true);
        }
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

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        // On Windows npm is a script, which only its full name starts.
        var name = program == "npm" && OperatingSystem.IsWindows() ? "npm.cmd" : program;
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
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
        return (process.ExitCode, await output + await errors);
    }
}
