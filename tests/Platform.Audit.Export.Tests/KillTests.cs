using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Platform.Audit.Sqlite;
using Platform.Testing;

namespace Platform.Audit.Export.Tests;

/// <summary>kill -9 in a loop: whatever is cut off, no receiver misses a record.</summary>
public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-export-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    [Soak]
    public async Task Killed_again_and_again_nothing_is_left_out()
    {
        await using var http = await HttpReceiver.StartAsync();
        await using var syslog = new SyslogReceiver();
        var random = new Random(7);
        var rounds = SoakLength.Of(20, 200);
        for (var round = 0; round < rounds; round++)
            await RunAsync(http.Address, syslog.Port, lines: random.Next(1, 150), isDone: static () => true);
        using var store = new SqliteAuditStore(Path.Combine(_folder.FullName, "audit.db"));
        var size = (await store.ReadStateAsync(Cancellation)).Size;

        // One more, which comes to the end of what the killed ones have left.
        await RunAsync(http.Address, syslog.Port, lines: 1, isDone: () => Missing(FileSequences(), size) == 0 && Missing(http.Sequences, size) == 0 && Missing(Sequences(syslog), size) == 0);

        Assert.True(size > rounds * 5, $"Only {size} records; this shows nothing.");
        Assert.Equal((0, 0, 0), (Missing(FileSequences(), size), Missing(http.Sequences, size), Missing(Sequences(syslog), size)));
        // In order too: whatever comes again, nothing comes before what is in front of it.
        AssertNoGap(http.Sequences);
        AssertNoGap(FileSequences());
        AssertNoGap(Sequences(syslog));
    }

    private async Task RunAsync(Uri http, int syslog, int lines, Func<bool> isDone)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (object[])[Path.Combine(AppContext.BaseDirectory, "Platform.Audit.ExportWorker.dll"), _folder.FullName, http, syslog])
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{argument}"));
        using var worker = Process.Start(start)!;
        var seen = 0;
        var isKilled = false;
        var patience = Stopwatch.StartNew();
        while (await worker.StandardOutput.ReadLineAsync(Cancellation) is not null)
        {
            if (++seen < lines || isKilled || (seen % 50 != 0 && seen != lines) || !(isDone() || patience.Elapsed > TimeSpan.FromSeconds(60)))
                continue;
            worker.Kill();
            isKilled = true;
        }
        await worker.WaitForExitAsync(Cancellation);
        Assert.True(isKilled, $"The worker ended by itself after {seen} lines: {await worker.StandardError.ReadToEndAsync(Cancellation)}");
    }

    private static long Missing(IEnumerable<long> sequences, long size)
    {
        var seen = sequences.Where(sequence => sequence < size).ToHashSet();
        return size - seen.Count;
    }

    private static void AssertNoGap(IEnumerable<long> sequences)
    {
        var next = 0L;
        foreach (var sequence in sequences)
        {
            Assert.True(sequence <= next, $"{sequence} came before {next}.");
            next = Math.Max(next, sequence + 1);
        }
    }

    private List<long> FileSequences()
    {
        var path = Path.Combine(_folder.FullName, "events.ndjson");
        if (!File.Exists(path))
            return [];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        List<long> found = [];
        foreach (var line in reader.ReadToEnd().Split('\n')[..^1])
        {
            using var parsed = JsonDocument.Parse(line);
            found.Add(parsed.RootElement.GetProperty("metadata").GetProperty("sequence").GetInt64());
        }
        return found;
    }

    private static List<long> Sequences(SyslogReceiver receiver) =>
        [.. receiver.Messages.Select(static message => long.Parse(CefReading.Read(message[message.IndexOf("CEF:", StringComparison.Ordinal)..]).Extension["externalId"], CultureInfo.InvariantCulture))];
}
