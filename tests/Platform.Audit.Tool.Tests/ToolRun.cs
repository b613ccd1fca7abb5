using System.Diagnostics;
using System.Text.Json;

namespace Platform.Audit.Tool.Tests;

/// <summary>One run of the real program.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it said.</param>
/// <param name="Error">What else.</param>
public sealed record ToolRun(int ExitCode, string Output, string Error)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ToolRun> OfAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return new ToolRun(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Platform.Audit.Tool.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>What it said, as the one object of JSON that it has to be.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public ToolRun Ends(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"It ended with {ExitCode} instead of {exitCode}.\n{Output}\n{Error}");
        return this;
    }

    public ToolRun Says(string text)
    {
        Assert.Contains(text, Output, StringComparison.Ordinal);
        return this;
    }
}
