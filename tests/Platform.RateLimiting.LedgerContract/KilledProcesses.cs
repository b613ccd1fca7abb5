using System.Diagnostics;
using System.Globalization;

namespace Platform.RateLimiting.LedgerContract;

/// <summary>Runs the worker, kills it, and compares what it wrote down with what the ledger says.</summary>
public sealed class KilledProcesses(string engine, string where, string folder)
{
    private const int Callers = 12;

    private int _started;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts so many processes, and kills each once it has written so many lines, as many times.</summary>
    public async Task KillAsync(int rounds, int processes, long lease, long allowance)
    {
        for (var round = 0; round < rounds; round++)
        {
            var workers = Enumerable.Range(0, processes).Select(_ => Start(decisions: 0, lease, allowance)).ToList();
            try
            {
                // Counted in what was done, not in time: a slow machine only takes longer.
                var target = Lines().Count + 150 + round * 37 % 200;
                while (Lines().Count < target)
                {
                    Assert.All(workers, worker => Assert.False(worker.HasExited, "The worker ended by itself."));
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
                }
            }
            finally
            {
                foreach (var worker in workers)
                {
                    // SIGKILL: nothing of it runs any more.
                    worker.Kill(entireProcessTree: true);
                    await worker.WaitForExitAsync(Cancellation);
                    worker.Dispose();
                }
            }
        }
    }

    /// <summary>Lets a worker end by itself.</summary>
    public async Task FinishAsync(int decisions, long lease, long allowance)
    {
        using var worker = Start(decisions, lease, allowance);
        await worker.WaitForExitAsync(Cancellation);
        Assert.Equal(0, worker.ExitCode);
    }

    /// <summary>
    /// What was acknowledged is there; what is there was asked for. The difference is what was on its way when a process was killed, of
    /// which the worker cannot say whether it happened.
    /// </summary>
    public void AssertNothingLostAndNothingCountedTwice(IReadOnlyDictionary<string, long> ledger, long unreported = 0)
    {
        var (least, most) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        foreach (var call in Lines().Select(line => line.Split(' ')).Where(parts => parts.Length == 4).GroupBy(parts => parts[1]))
        {
            var (low, high) = (0L, 0L);
            var marks = call.ToDictionary(parts => parts[0], parts => long.Parse(parts[3], CultureInfo.InvariantCulture));
            if (marks.TryGetValue("!", out var taken))
                (low, high) = (taken, taken);
            else if (!marks.ContainsKey("x"))
                (low, high) = (0, marks["?"]);
            if (marks.TryGetValue("=", out var settled))
                (low, high) = (low + settled, high + settled);
            else if (marks.TryGetValue("~", out var maybe))
                (low, high) = (low + Math.Min(0, maybe), high + Math.Max(0, maybe));
            var consumer = "tenant:" + call.First()[2];
            least[consumer] = least.GetValueOrDefault(consumer) + low;
            most[consumer] = most.GetValueOrDefault(consumer) + high;
        }
        Assert.True(least.Values.Sum() > 500, $"Only {least.Values.Sum()} permits were acknowledged; this shows nothing.");
        foreach (var (consumer, low) in least)
            Assert.InRange(ledger.GetValueOrDefault(consumer), low - unreported, most[consumer]);
    }

    private Process Start(long decisions, long lease, long allowance)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (object[])[Path.Combine(AppContext.BaseDirectory, "Platform.RateLimiting.LedgerWorker.dll"), engine, where, Path.Combine(folder, $"journal-{++_started}"), Callers, decisions, lease, allowance])
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{argument}"));
        return Process.Start(start)!;
    }

    /// <summary>One file for each process: two that append to one would overwrite each other's lines.</summary>
    private List<string> Lines()
    {
        List<string> lines = [];
        foreach (var journal in Directory.EnumerateFiles(folder, "journal-*"))
        {
            using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            lines.AddRange(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        return lines;
    }
}
