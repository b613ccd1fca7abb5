using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>Where and when something was measured.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime, DateTimeOffset Date, string? Commit)
{
    public static async Task<Machine> DescribeAsync(TimeProvider time, CancellationToken cancellationToken) => new(
        await ProcessorAsync(cancellationToken),
        Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription.Trim()} {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        time.GetUtcNow(),
        await CommitAsync(cancellationToken));

    public override string ToString()
    {
        var commit = Commit is null ? "" : $"; commit {Commit}";
        return string.Create(CultureInfo.InvariantCulture, $"{Processor}, {Cores} cores; {System}; {Runtime}; {Date:yyyy-MM-dd HH:mm} UTC{commit}");
    }

    private static async Task<string> ProcessorAsync(CancellationToken cancellationToken)
    {
        const string cpuInfo = "/proc/cpuinfo";
        var name = OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            : OperatingSystem.IsMacOS() ? await OutputAsync("sysctl", ["-n", "machdep.cpu.brand_string"], cancellationToken)
            : File.Exists(cpuInfo) ? ModelName(await File.ReadAllLinesAsync(cpuInfo, cancellationToken))
            : null;
        return string.IsNullOrWhiteSpace(name) ? $"unnamed {RuntimeInformation.ProcessArchitecture} processor" : name;
    }

    private static string? ModelName(string[] cpuInfo)
        => cpuInfo.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static async Task<string?> CommitAsync(CancellationToken cancellationToken)
    {
        var commit = await OutputAsync("git", ["rev-parse", "--short", "HEAD"], cancellationToken);
        if (string.IsNullOrEmpty(commit))
            return null;
        var changes = await OutputAsync("git", ["status", "--porcelain"], cancellationToken);
        return string.IsNullOrEmpty(changes) ? commit : $"{commit} with changes";
    }

    /// <summary>Null where the program is not there or fails: what it would say is only nice to know.</summary>
    private static async Task<string?> OutputAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            })!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? (await output).Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
