using System.Diagnostics;
using System.Globalization;

namespace Platform.Webhooks.StoreContract;

/// <summary>Runs processes that publish and dispatch, kills them, and compares what they wrote down: the ledger outside.</summary>
public sealed class KilledOutboxes(string engine, string where, string folder)
{
    private const int Publishers = 4;
    private const int Handlers = 2;

    /// <summary>What a process may have handled and not yet written down, for each handler: 8 under way and 64 behind them.</summary>
    private const int InFlight = Handlers * (8 + 64);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int _started;
    private int _kills;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts so many processes, and kills each once they have handled so many events, as many times.</summary>
    public async Task KillAsync(int rounds, int processes)
    {
        for (var round = 0; round < rounds; round++)
        {
            var workers = Enumerable.Range(0, processes).Select(_ => Start(Publishers)).ToList();
            try
            {
                // Counted in what was done, not in time: a slow machine only takes longer.
                await UntilAsync(Handled().Count + 100 + round * 37 % 200, workers);
            }
            finally
            {
                foreach (var worker in workers)
                    await KillAsync(worker);
            }
        }
    }

    /// <summary>Stops one of two processes for longer than its lease, and lets it go on when the other has taken over.</summary>
    public async Task PauseAsync()
    {
        Process[] workers = [Start(Publishers), Start(publishers: 0)];
        try
        {
            for (var turn = 0; turn < 4; turn++)
            {
                await UntilAsync(Handled().Count + 300, workers);
                await SignalAsync("STOP", workers[turn % 2]);
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
                await SignalAsync("CONT", workers[turn % 2]);
                // Like a kill: what was under way is made again by the other, and once more by the one that goes on.
                _kills += 2;
            }
        }
        finally
        {
            foreach (var worker in workers)
                await KillAsync(worker);
        }
    }

    /// <summary>Lets a process that publishes nothing deliver what is left, then compares.</summary>
    public async Task AssertEveryCommittedEventWasHandledAsync()
    {
        var worker = Start(publishers: 0);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            var committed = Lines('!').Select(parts => parts[1]).ToHashSet(StringComparer.Ordinal);
            Assert.True(committed.Count > 200, $"Only {committed.Count} events were committed; this shows nothing.");
            while (committed.Except(Handled().GroupBy(parts => parts[1]).Where(id => id.Count() >= Handlers).Select(id => id.Key)).Any())
            {
                Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Not every committed event was handled.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
            }
        }
        finally
        {
            await KillAsync(worker);
        }
        var handled = Handled();
        Assert.Empty(handled.Select(parts => parts[1]).Intersect(Lines('x').Select(parts => parts[1])));
        var twice = handled.Count - handled.Select(parts => parts[1]).Distinct().Count() * Handlers;
        Assert.InRange(twice, 0, _kills * InFlight);
        AssertInOrder(handled);
    }

    /// <summary>By the first time that each event was handled, those of a key are in the order in which they were committed.</summary>
    private void AssertInOrder(List<string[]> handled)
    {
        var first = handled.GroupBy(parts => parts[1]).ToDictionary(id => id.Key, id => id.Min(parts => long.Parse(parts[4], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        foreach (var key in Lines('!').Where(parts => parts[2] != "-").GroupBy(parts => parts[2]))
        {
            var times = key.OrderBy(parts => int.Parse(parts[3], CultureInfo.InvariantCulture)).Select(parts => first[parts[1]]).ToList();
            Assert.Equal(times.Order(), times);
        }
    }

    private Process Start(int publishers)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (object[])[Path.Combine(AppContext.BaseDirectory, "Platform.Webhooks.OutboxWorker.dll"), engine, where, Path.Combine(folder, $"journal-{++_started}"), publishers])
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{argument}"));
        return Process.Start(start)!;
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    private async Task KillAsync(Process worker)
    {
        worker.Kill(entireProcessTree: true);
        await worker.WaitForExitAsync(Cancellation);
        worker.Dispose();
        _kills++;
    }

    private static async Task SignalAsync(string signal, Process worker)
    {
        using var kill = Process.Start("kill", [$"-{signal}", worker.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task UntilAsync(int target, IReadOnlyList<Process> workers)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Handled().Count < target)
        {
            Assert.All(workers, worker => Assert.False(worker.HasExited, "The worker ended by itself."));
            // The lease is one second: whoever is started anew goes on where a killed one stopped.
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Nothing is handled any more.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    private List<string[]> Handled() => Lines('>');

    /// <summary>One file for each process: two that append to one would overwrite each other's lines. The last line of a killed one may be cut.</summary>
    private List<string[]> Lines(char mark)
    {
        List<string[]> lines = [];
        foreach (var journal in Directory.EnumerateFiles(folder, "journal-*"))
        {
            using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            lines.AddRange(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] == mark).Select(line => line.Split(' ')));
        }
        return lines;
    }
}
