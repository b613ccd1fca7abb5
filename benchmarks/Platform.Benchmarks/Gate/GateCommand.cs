using System.Diagnostics;
using System.Reflection;
using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Reports;

namespace Platform.Benchmarks.Gate;

/// <summary>The command <c>gate</c>: reads the question, runs it, writes the answers.</summary>
internal static class GateCommand
{
    private const int EveryBarHeld = 0;
    private const int ABarWasMissed = 1;
    private const int MakesNoSense = 2;
    private const int Stopped = 130; // what shells say of a program that was interrupted

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            var options = GateOptions.Parse(arguments);
            if (options.Help)
            {
                output.WriteLine(GateOptions.Usage);
                return EveryBarHeld;
            }

            if (!options.List)
                RequireOptimizedBuild();
            if (options.SelfTest)
                return await SelfTest.SelfTest.RunAsync(output, cancellationToken) ? EveryBarHeld : ABarWasMissed;

            var bars = BarsFile.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "bars.txt"), cancellationToken));
            var run = new GateRun(Areas.All, bars, options, Environment.GetEnvironmentVariable);
            if (options.List)
            {
                ListReport.Write(run, output);
                return EveryBarHeld;
            }

            RequireFolder(options.JsonFile);
            RequireFolder(options.MarkdownFile);
            return await MeasureAsync(run, options, output, cancellationToken);
        }
        catch (UsageException error)
        {
            errors.WriteLine(error.Message);
            errors.WriteLine("'gate --help' says what can be asked.");
            return MakesNoSense;
        }
        catch (BarsException error)
        {
            foreach (var line in error.Errors)
                errors.WriteLine($"bars.txt: {line}");
            return MakesNoSense;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            errors.WriteLine("Stopped.");
            return Stopped;
        }
    }

    private static async Task<int> MeasureAsync(GateRun run, GateOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(TimeProvider.System, cancellationToken);
        output.WriteLine(machine);
        var table = new ConsoleTable(output, run);
        List<JudgedLine> lines = [];
        await foreach (var line in run.RunAsync(cancellationToken))
        {
            table.Write(line);
            lines.Add(line);
        }

        var report = new GateReport(machine, options.Ci, lines);
        output.WriteLine();
        output.WriteLine(report.Summary);
        if (options.JsonFile is { } json)
            await File.WriteAllTextAsync(json, JsonReport.Write(report), cancellationToken);
        if (options.MarkdownFile is { } markdown)
            await File.WriteAllTextAsync(markdown, MarkdownReport.Write(report), cancellationToken);
        return report.Passed ? EveryBarHeld : ABarWasMissed;
    }

    /// <summary>Found out before minutes of measuring, not after.</summary>
    private static void RequireFolder(string? file)
    {
        if (file is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
            throw new UsageException($"There is no folder for '{file}'.");
    }

    /// <summary>Unoptimized code measures the lack of an optimizer.</summary>
    private static void RequireOptimizedBuild()
    {
        if (typeof(GateCommand).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true)
            throw new UsageException("This is a Debug build, whose times mean nothing: run it with '-c Release'.");
    }
}
