using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;
using Xunit;

namespace Platform.Encryption.StoreContract;

/// <summary>Kills a process that writes, rotates, rewraps, re-encrypts, retires and shreds, and compares what is left with what it wrote down.</summary>
public sealed class KilledKeyWorkers(string engine, string keysAt, DbDataSource data, string folder)
{
    private const int MostMoreRounds = 100;

    private int _started;

    /// <summary>So short that keys grow old enough to be retired while a test runs.</summary>
    public static KeyringSettings Settings { get; } = new()
    {
        RefreshAfter = TimeSpan.FromMilliseconds(200),
        UnusableAfter = TimeSpan.FromMilliseconds(400),
        LookUpTimeout = TimeSpan.FromSeconds(3),
        RetryAfter = TimeSpan.FromMilliseconds(100),
    };

    public static ReencryptionSettings ReencryptionSettings { get; } = new() { PageSize = 5, ValuesPerSecond = null, Grace = TimeSpan.FromMilliseconds(200) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static LocalRootKey CreateRoot() => LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    /// <summary>Starts the process, kills it when it has written so many lines, and looks at what is left; so many times.</summary>
    public async Task KillAsync(IKeyStore store, int rounds)
    {
        var letters = new Letters(data);

        // On a fast machine all rounds may be over before a key is old enough to be retired.
        for (var round = 0; round < rounds || (!HasRetired() && round < rounds + MostMoreRounds); round++)
        {
            using (var worker = Start())
            {
                try
                {
                    // Counted in what was done, not in time: a slow machine only takes longer.
                    var target = Lines().Count + 120 + round * 53 % 250;
                    while (Lines().Count < target)
                    {
                        Assert.False(worker.HasExited, "The worker ended by itself.");
                        await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
                    }
                }
                finally
                {
                    // SIGKILL: nothing of it runs any more.
                    worker.Kill(entireProcessTree: true);
                    await worker.WaitForExitAsync(Cancellation);
                }
            }
            await AssertOneSideOrTheOtherAsync(store, letters);
        }

        // In the end everything can be brought under one key, and nothing of it is lost.
        using (var root = CreateRoot())
        using (var keyring = new Keyring(store, root, Settings))
        {
            var report = await new Reencryptor(keyring, [letters.Target, letters.PersonalTarget], ReencryptionSettings).RunAsync(Letters.Scope, Cancellation);
            Assert.Equal((0, 0), (report.Left, report.Unreadable));
        }
        await AssertOneSideOrTheOtherAsync(store, letters);
        var lines = Lines();
        Assert.True(lines.Count(line => line.StartsWith('r')) > rounds, "Hardly anything was rotated; this shows nothing.");
        Assert.Contains(lines, line => line.StartsWith('D'));
        Assert.True(HasRetired(), "No key was retired; this shows nothing.");
    }

    private bool HasRetired() => Lines().Any(static line => line.StartsWith('k') && !line.StartsWith("k 0", StringComparison.Ordinal));

    private async Task AssertOneSideOrTheOtherAsync(IKeyStore store, Letters letters)
    {
        var (acknowledged, asked) = (new Dictionary<int, string>(), new Dictionary<int, List<string>>());
        var (destroyed, doomed) = (new HashSet<string>(), new HashSet<string>());
        foreach (var parts in Lines().Select(static line => line.Split(' ')).Where(static parts => parts.Length == 4))
        {
            switch (parts[0])
            {
                case "?":
                    (asked.TryGetValue(Row(parts), out var texts) ? texts : asked[Row(parts)] = []).Add(parts[2]);
                    break;
                case "!":
                    acknowledged[Row(parts)] = parts[2];
                    asked[Row(parts)].Clear();
                    break;
                case "d":
                    doomed.Add(parts[2]);
                    break;
                case "D":
                    destroyed.Add(parts[2]);
                    break;
            }
        }

        using var root = CreateRoot();
        using var keyring = new Keyring(store, root, Settings with { UnusableAfter = TimeSpan.FromHours(1) });
        var rows = await letters.ReadAsync(Cancellation);
        Assert.All(acknowledged.Keys, row => Assert.Contains(row, rows));
        foreach (var (row, (person, value)) in rows)
        {
            string text;
            try
            {
                using var lease = await keyring.LeaseAsync(Letters.ScopeOf(person), Cancellation);
                text = Letters.Open(lease, row, value);
            }
            catch (KeyUnavailableException exception) when (exception.Reason == KeyUnavailableReason.Destroyed)
            {
                Assert.Contains(person, doomed);
                continue;
            }
            Assert.DoesNotContain(person, destroyed);
            Assert.True(acknowledged.GetValueOrDefault(row) == text || asked[row].Contains(text), $"Row {row} says {text}, which is not what was written last.");
        }

        static int Row(string[] parts) => int.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Platform.Encryption.KeyWorker.dll"), engine, keysAt, data.ConnectionString, Path.Combine(folder, $"journal-{++_started:0000}")])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private List<string> Lines()
    {
        List<string> lines = [];
        foreach (var journal in Directory.EnumerateFiles(folder, "journal-*").Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            lines.AddRange(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        return lines;
    }
}
