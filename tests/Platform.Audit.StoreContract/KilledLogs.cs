using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.StoreContract;

/// <summary>Runs a process that appends, kills it, and compares what it was told with what the log holds.</summary>
internal sealed class KilledLogs(string engine, string where, string schema, string folder, int partitionSize = 0)
{
    private const int Producers = 24;

    private readonly ConcurrentDictionary<string, (long Index, AuditAcknowledgement Acknowledgement)> _acknowledged = [];
    private readonly ConcurrentDictionary<string, bool> _refused = [];
    private readonly ConcurrentDictionary<string, bool> _committed = [];
    private readonly ConcurrentQueue<byte[]> _checkpoints = [];
    private long _dropped;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it so many times, and kills it at a moment that differs each time.</summary>
    public async Task KillAsync(int rounds)
    {
        var random = new Random(rounds);
        for (var round = 0; round < rounds; round++)
        {
            using var worker = Start($"r{round}");
            // Some before the first line, others in the middle of thousands.
            var until = round % 5 == 4 ? random.Next(0, 3) : random.Next(100, 1_500);
            var seen = 0;
            var killed = false;
            while (await worker.StandardOutput.ReadLineAsync(Cancellation) is { } line)
            {
                Take(line);
                if (++seen < until || killed)
                    continue;
                worker.Kill();
                killed = true;
            }
            await worker.WaitForExitAsync(Cancellation);
            Assert.True(killed, $"The worker ended by itself after {seen} lines: {await worker.StandardError.ReadToEndAsync(Cancellation)}");
        }
    }

    /// <summary>Has the log take up what was committed and not recorded when the last process was killed.</summary>
    public async Task TakeUpRestAsync(IAuditIntakeStore store)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(store);
        services.AddPlatformAudit().SignWithKeyFile("audit.example.com/killed", Path.Combine(folder, "key.pem")).AnchorTo(Path.Combine(folder, "anchor"));
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
        while ((await store.ReadIntakeAsync(1, 1, Cancellation)).Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StopAsync(Cancellation);
    }

    /// <summary>Every acknowledged record is there, at its index, once; what was refused is not; and every checkpoint that has left is of this log. And what transactions
    /// have written down as done has its event, once, and nothing else has.</summary>
    /// <param name="store">The store.</param>
    /// <param name="done">What transactions have written down.</param>
    public async Task AssertNothingLostAsync(IAuditStore store, IReadOnlyCollection<string> done)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(folder, "key.pem"), Cancellation));
        using var signer = new EcdsaNoteSigner("audit.example.com/killed", key);
        using var verifier = signer.CreateVerifier();
        var policy = new CheckpointPolicy("audit.example.com/killed", [verifier]);
        Assert.True(_acknowledged.Count > 500, $"Only {_acknowledged.Count} records were acknowledged; this shows nothing.");
        Assert.True(_checkpoints.Count > 5, $"Only {_checkpoints.Count} checkpoints were published; this shows nothing.");

        var state = await store.ReadStateAsync(Cancellation);
        Dictionary<string, long> held = [];
        Dictionary<long, HashSet<long>> sequences = [];
        // The tree of what is there, written down anew, and its root at every size.
        var tiles = new InMemoryTiles();
        var writer = new TileWriter(tiles);
        var roots = new TreeHash[state.Size + 1];
        roots[0] = TreeHash.Empty;
        var frontier = new TreeFrontier();
        var last = DateTimeOffset.MinValue;
        for (var bundle = 0L; bundle * TileAddress.FullWidth < state.Size; bundle++)
        {
            var width = (int)Math.Min(TileAddress.FullWidth, state.Size - bundle * TileAddress.FullWidth);
            foreach (var bytes in Split((await store.ReadAsync(TileAddress.Entries(bundle, width), Cancellation)).Span))
            {
                Assert.True(AuditRecord.TryRead(bytes, out var record));
                if (record.TryGetText(AuditField.Target, out var target))
                    Assert.True(held.TryAdd(System.Text.Encoding.UTF8.GetString(target), frontier.Size), "A record is there twice.");
                Assert.True(record.RecordedAt >= last);
                last = record.RecordedAt;
                if (!sequences.TryGetValue(record.Producer, out var numbers))
                    sequences.Add(record.Producer, numbers = []);
                Assert.True(numbers.Add(record.Sequence), "A number of a producer is there twice.");
                frontier.Append(TreeHasher.HashLeaf(bytes));
                roots[frontier.Size] = frontier.Root;
                await writer.AppendAsync(bytes, Cancellation);
            }
        }
        await writer.FlushAsync(Cancellation);
        // Nobody's number is missing, up to where its process was killed, but those that were refused.
        if (_refused.IsEmpty)
            Assert.All(sequences.Values, static numbers => Assert.Equal(numbers.Count, numbers.Max()));

        Assert.Equal((state.Size, state.Root), (frontier.Size, frontier.Root));
        Assert.True((await new TileVerifier(store, state.Size, state.Root).VerifyAsync(Cancellation)).IsIntact);
        foreach (var (target, (index, _)) in _acknowledged)
        {
            Assert.True(held.TryGetValue(target, out var at), $"{target} was acknowledged and is not there.");
            // What was left for another process has got its index from that.
            if (index >= 0)
                Assert.Equal(index, at);
        }
        Assert.DoesNotContain(_refused.Keys, held.ContainsKey);
        AssertTransactionsRecorded(held, done);
        var published = 0L;
        foreach (var note in _checkpoints)
        {
            Assert.Equal(CheckpointResult.Verified, policy.Verify(note, out var checkpoint));
            Assert.True(checkpoint.Size <= state.Size);
            Assert.Equal(roots[checkpoint.Size], checkpoint.Root);
            published = Math.Max(published, checkpoint.Size);
        }
        await AssertProvenAsync(store, tiles, state, signer, policy);
        Assert.Equal(CheckpointResult.Verified, policy.Verify(state.Checkpoint.Span, out var stored));
        Assert.True(stored.Size >= published, "A checkpoint has left before it was stored.");
    }

    /// <summary>Of a log whose partitions were dropped meanwhile: every acknowledged record is in the archive or in the store, at its index, once; both together are the tree that was signed; and nothing that was said to be gone
    /// has come back.</summary>
    /// <param name="store">The store.</param>
    public async Task AssertNothingLostInArchiveAsync(IAuditStore store)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(folder, "key.pem"), Cancellation));
        using var signer = new EcdsaNoteSigner("audit.example.com/killed", key);
        using var verifier = signer.CreateVerifier();
        var policy = new CheckpointPolicy("audit.example.com/killed", [verifier]);
        var state = await store.ReadStateAsync(Cancellation);
        Assert.True(state.KeptFrom >= 4 * partitionSize, $"Only {state.KeptFrom} records were dropped; this shows nothing.");
        Assert.True(state.KeptFrom >= _dropped);
        Assert.True(await DroppedRecords.AreExplainedAsync(store, state, policy, Cancellation));

        var archive = new FolderAuditArchive(Path.Combine(folder, "archive"));
        var tiles = new TileReader(store, state.Size);
        var frontier = new TreeFrontier();
        Dictionary<string, long> held = [];
        Dictionary<long, TreeHash> roots = [];
        var next = 0L;
        foreach (var partition in archive.FindPartitions("audit.example.com/killed").Where(each => each.End <= state.KeptFrom))
        {
            Assert.Equal(next, partition.First);
            next = partition.End;
            await foreach (var record in new ArchiveReader(archive, "audit.example.com/killed", tiles, state.Root).ReadAsync(partition.First, partition.End, Cancellation))
                Hold(record.Span);
        }
        Assert.Equal(state.KeptFrom, next);
        for (var bundle = next / TileAddress.FullWidth; bundle * TileAddress.FullWidth < state.Size; bundle++)
        {
            foreach (var record in await tiles.ReadBundleAsync(bundle, Cancellation))
                Hold(record.Span);
        }
        Assert.Equal((state.Size, state.Root), (frontier.Size, frontier.Root));
        foreach (var (target, (index, _)) in _acknowledged)
        {
            Assert.True(held.TryGetValue(target, out var at), $"{target} was acknowledged and is not there.");
            if (index >= 0)
                Assert.Equal(index, at);
        }
        foreach (var note in _checkpoints)
        {
            Assert.Equal(CheckpointResult.Verified, policy.Verify(note, out var checkpoint));
            Assert.Equal(roots[checkpoint.Size], checkpoint.Root);
        }
        // How long it is that the last of them were signed is none of this.
        var found = await new AuditStoreInspector((IAuditInspectedStore)store, policy).InspectAsync(Cancellation);
        Assert.Empty(found.Findings.Where(static each => each.Part != "checkpoint"));

        void Hold(ReadOnlySpan<byte> bytes)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            if (record.TryGetText(AuditField.Target, out var target) && record.Name.SequenceEqual("worker.counted"u8))
                Assert.True(held.TryAdd(System.Text.Encoding.UTF8.GetString(target), frontier.Size), "A record is there twice.");
            frontier.Append(TreeHasher.HashLeaf(bytes));
            roots[frontier.Size] = frontier.Root;
        }
    }

    private void AssertTransactionsRecorded(Dictionary<string, long> held, IReadOnlyCollection<string> done)
    {
        Assert.True(_committed.Count > 50, $"Only {_committed.Count} transactions were committed; this shows nothing.");
        Assert.Empty(_committed.Keys.Except(done));
        var recorded = held.Where(pair => IsOfTransaction(pair.Key)).OrderBy(pair => pair.Value).Select(pair => pair.Key).ToList();
        Assert.Equal(done.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        foreach (var connection in recorded.GroupBy(target => target[..target.LastIndexOf('-')]))
        {
            var numbers = connection.Select(NumberOf).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }

        static bool IsOfTransaction(string target) => int.Parse(target.Split('-')[1], CultureInfo.InvariantCulture) >= Producers;

        static int NumberOf(string target) => int.Parse(target.AsSpan(target.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
    }

    private async Task AssertProvenAsync(IAuditStore store, InMemoryTiles tiles, AuditStoreState state, EcdsaNoteSigner signer, CheckpointPolicy policy)
    {
        var note = new Checkpoint("audit.example.com/killed", state.Size, state.Root).Sign(signer);
        var reader = new TileReader(store, state.Size);
        // The same entries and hashes in memory, where ten thousand proofs do not take minutes.
        var fast = new TileReader(tiles, state.Size);
        var hashes = new TreeHash[TreeProof.MaxLength];
        var number = 0;
        foreach (var (index, _) in _acknowledged.Values.Where(static receipt => receipt.Index >= 0))
        {
            var source = number++ % 100 == 0 ? reader : fast;
            var count = await source.Prover.ProveInclusionAsync(index, state.Size, hashes, Cancellation);
            var record = await source.ReadEntryAsync(index, Cancellation);
            Assert.True(TreeProof.VerifyInclusion(index, state.Size, TreeHasher.HashLeaf(record.Span), hashes.AsSpan(0, count), state.Root));
            if (number % 100 == 1)
                Assert.True(AuditVerifier.TryVerify(record.Span, Proofs.TlogProof.Write(index, hashes.AsSpan(0, count), note), policy));
        }
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> bundle)
    {
        var entries = new EntryBundle(bundle);
        List<byte[]> split = [];
        while (entries.TryRead(out var entry))
            split.Add(entry.ToArray());
        Assert.True(entries.IsAtEnd);
        return split;
    }

    private void Take(string line)
    {
        // A line that the kill has cut is no acknowledgement: nobody has read it.
        var parts = line.Split(' ');
        if (parts is ["+", var target, var index, var acknowledgement] && Enum.TryParse<AuditAcknowledgement>(acknowledgement, out var level))
            _acknowledged[target] = (long.Parse(index, CultureInfo.InvariantCulture), level);
        else if (parts is ["i", var committed])
            _committed[committed] = true;
        else if (parts is ["-", var refused])
            _refused[refused] = true;
        else if (parts is ["d", var keptFrom] && long.TryParse(keptFrom, CultureInfo.InvariantCulture, out var kept))
            _dropped = Math.Max(_dropped, kept);
        else if (parts is ["c", var note] && note.Length % 4 == 0)
            _checkpoints.Enqueue(Convert.FromBase64String(note));
    }

    private Process Start(string run)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (object[])[Path.Combine(AppContext.BaseDirectory, "Platform.Audit.LogWorker.dll"), engine, where, schema, folder, Producers, run, partitionSize])
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{argument}"));
        return Process.Start(start)!;
    }
}
