using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Simulation.Commands;

namespace Platform.RateLimiting.Simulation;

/// <summary>The command <c>simulate</c>: scenarios as a page, and the replay of an access log.</summary>
public static class SimulateCommand
{
    private const int Done = 0;
    private const int Misunderstood = 2;

    private const string Usage = """
        simulate [SCENARIO…] [--seed N] [--out FILE]
            Runs scenarios (all, unless some are named) with the adaptive limit and its peers, and draws a page.
        simulate list
            Names the scenarios.
        simulate replay LOG (--policies FILE | --limit PERMITS/TIME[:BURST])… [options]
            Replays an access log (Common Log Format, CSV or NDJSON) against limits, tells who would have been refused, and draws a page.
            --limit 100/10s:40     100 permits in 10 seconds, 40 at once; more than one may be given. Times: 10s, 5m, 1h, 1d.
            --policies appsettings.json    the policy as the host would read it, with its consumers and lists; also
              --policy NAME                where there are several
              --section PATH               where they stand, if not in RateLimiting
            --key FIELD --time FIELD --cost FIELD --status FIELD     where the log says what, if not in the usual places
            --follow-behavior      let the limits follow behavior, by its defaults
            --out FILE             where to write the page; simulation.html or replay.html unless said
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="args">What stands behind its name.</param>
    /// <param name="output">Where it writes; left out, the console.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0 when it did what was asked, 2 when it could not be understood.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="args"/> is <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter? output = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        output ??= Console.Out;
        try
        {
            return args is ["--help" or "-h" or "help", ..] ? await TellAsync(output, Usage, Done).ConfigureAwait(false)
                : args is ["list"] ? await ListAsync(output).ConfigureAwait(false)
                : args is ["replay", ..] ? await ReplayAsync(ReplayArguments.Parse([.. args.Skip(1)]), output, cancellationToken).ConfigureAwait(false)
                : await SimulateAsync(SimulateArguments.Parse(args), output, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception misunderstood) when (misunderstood is FormatException or OptionsValidationException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return await TellAsync(output, misunderstood.Message + Environment.NewLine, Misunderstood).ConfigureAwait(false);
        }
    }

    private static async Task<int> TellAsync(TextWriter output, string text, int code)
    {
        await output.WriteLineAsync(text).ConfigureAwait(false);
        return code;
    }

    private static async Task<int> ListAsync(TextWriter output)
    {
        foreach (var scenario in Scenarios.Named)
            await output.WriteLineAsync($"{scenario.Name,-16} {scenario.Description}").ConfigureAwait(false);
        return Done;
    }

    private static async Task<int> SimulateAsync(SimulateArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var report = new SimulationReport { Seed = arguments.Seed };
        foreach (var scenario in arguments.Scenarios)
        {
            var best = Simulator.RunBestFixed(scenario, arguments.Seed, cancellationToken);
            SimulationResult[] results =
            [
                .. new[] { ConcurrencyRule.Adaptive, ConcurrencyRule.Gradient2, ConcurrencyRule.Vegas, ConcurrencyRule.Aimd, ConcurrencyRule.None }
                    .AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(rule => Simulator.Run(scenario, rule, arguments.Seed, cancellationToken)),
            ];
            report.Add(scenario, best, results);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}: capacity {scenario.Service.Capacity:#,0}/s, best fixed limit ({best.Rule}) {best.GoodputPerSecond:#,0}/s")).ConfigureAwait(false);
            foreach (var result in results)
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {result.Rule,-12} {result.GoodputPerSecond,7:#,0}/s  {result.GoodputPerSecond / Math.Max(1e-9, best.GoodputPerSecond),5:0.00} of it  median {result.MedianLatency.TotalMilliseconds,5:0} ms  p99 {result.LatencyP99.TotalMilliseconds,5:0} ms")).ConfigureAwait(false);
            }
        }
        await File.WriteAllTextAsync(arguments.Out, report.ToHtml(), cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync($"Page: {Path.GetFullPath(arguments.Out)}").ConfigureAwait(false);
        return Done;
    }

    private static async Task<int> ReplayAsync(ReplayArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        AccessLog log;
        using (var reader = File.OpenText(arguments.Log))
            log = await AccessLog.ReadAsync(reader, arguments.Options, cancellationToken).ConfigureAwait(false);
        foreach (var fault in log.Faults)
            await output.WriteLineAsync(fault).ConfigureAwait(false);
        if (log.FaultCount > log.Faults.Count)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"And {log.FaultCount - log.Faults.Count} more lines that cannot be read.")).ConfigureAwait(false);
        if (log.Entries.Count == 0)
            throw new FormatException("No line of the log could be read.");
        if (arguments.HasQuotas)
            await output.WriteLineAsync($"Quotas of the policy \"{arguments.Name}\" are not replayed: a log does not tell what was used before it began.").ConfigureAwait(false);
        var result = PolicyReplay.Run(log, arguments.Policy, arguments.Name, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{result.Refused:#,0} of {result.Calls:#,0} calls would have been refused ({(double)result.Refused / result.Calls:P2}), of {result.Consumers.Count:#,0} of {result.ConsumerCount:#,0} consumers.")).ConfigureAwait(false);
        foreach (var consumer in result.Consumers.Take(10))
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {consumer.Key,-44} {consumer.Refused,9:#,0} of {consumer.Calls,9:#,0}  first {consumer.FirstRefused.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")).ConfigureAwait(false);
        }
        await File.WriteAllTextAsync(arguments.Out, result.ToHtml(), cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync($"Page: {Path.GetFullPath(arguments.Out)}").ConfigureAwait(false);
        return Done;
    }
}
