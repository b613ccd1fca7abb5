using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Checkpoints;
using Platform.Audit.Ed25519;
using Platform.Audit.Notes;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Audit.Witnesses;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>A log and its witnesses, which speak HTTP with each other (C2SP tlog-witness).</summary>
public sealed class WitnessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-");
    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly EcdsaNoteSigner _signer;
    private readonly HttpClient _client = new();
    private readonly TreeHash[] _leaves = [.. Enumerable.Range(0, 40).Select(at => TreeHasher.HashLeaf([(byte)at]))];

    public WitnessTests() => _signer = new EcdsaNoteSigner(TestLog.Origin, _key);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _signer.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_log_asks_its_witnesses_and_what_they_have_cosigned_is_proven_with_their_names()
    {
        await using var first = await Witness.StartAsync("witness.example/1", _folder, _signer);
        await using var second = await Witness.StartAsync("witness.example/2", _folder, _signer);
        var store = new InMemoryAuditStore();
        await using var log = await TestLog.StartAsync(store, _key, add: services => Add(services, first, second));

        var receipts = await Task.WhenAll(Enumerable.Range(0, 20).Select(id => log.CloseAsync(id, AuditAcknowledgement.Witnessed).AsTask()));
        var later = await log.CloseAsync(20, AuditAcknowledgement.Witnessed);

        Assert.All(receipts.Append(later), receipt => Assert.Equal(AuditAcknowledgement.Witnessed, receipt.Acknowledgement));
        using var key = _signer.CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [key], [first.Verifier, second.Verifier], requiredWitnesses: 2);
        foreach (var receipt in receipts.Append(later))
        {
            var record = await log.Log.ReadAsync(receipt.Index, Cancellation);
            var proof = await log.Log.ProveAsync(receipt.Index, Cancellation);
            Assert.Equal(AuditVerificationResult.Verified, AuditVerifier.Verify(record.Span, proof, policy).Result);
        }
        await log.StopAsync();
        // The cosigned one is what other processes read.
        Assert.Equal(CheckpointResult.Verified, policy.Verify((await store.ReadStateAsync(Cancellation)).Checkpoint.Span, out _));
    }

    [Fact]
    public async Task A_log_that_starts_again_goes_on_from_what_its_witness_has_cosigned()
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        var store = new InMemoryAuditStore();
        for (var start = 0; start < 3; start++)
        {
            await using var log = await TestLog.StartAsync(store.Connect(), _key, add: services => Add(services, witness));
            Assert.Equal(AuditAcknowledgement.Witnessed, (await log.CloseAsync(start, AuditAcknowledgement.Witnessed)).Acknowledgement);
            // What it was asked for first was cosigned before, in the last run.
            Assert.False(log.Lines.Has(13) || log.Lines.Has(14));
            await log.StopAsync();
        }
    }

    [Fact]
    public async Task A_history_that_the_witness_has_not_seen_gets_no_cosignature_and_whoever_asked_for_one_is_told()
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        await using (var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key, add: services => Add(services, witness)))
        {
            for (var id = 0; id < 5; id++)
                await log.CloseAsync(id, AuditAcknowledgement.Witnessed);
        }
        var known = await witness.Store.ReadAsync(TestLog.Origin, Cancellation);

        // The same log with the same key, and another history: longer than the first, too.
        await using var fork = await TestLog.StartAsync(new InMemoryAuditStore(), _key, options => (options.Deadline, options.StopDeadline, options.AcceptsWitnessConflict) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100), true), add: services => Add(services, witness));
        for (var id = 0; id < 20; id++)
            await fork.CloseAsync(100 + id);
        var refused = await Assert.ThrowsAsync<AuditUnavailableException>(async () => await fork.CloseAsync(200, AuditAcknowledgement.Witnessed));

        Assert.True(refused.MayBeRecorded);
        Assert.Contains("Too few witnesses", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fork.Lines.All, line => line.Id == 14);
        Assert.Equal(known.ToArray(), (await witness.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray());
    }

    /// <summary>The first time that a fork can be found out is before it is made.</summary>
    [Theory]
    [InlineData("a backup")]
    [InlineData("another history")]
    [InlineData("another history of the same size")]
    [InlineData("nothing")]
    public async Task A_store_that_is_not_what_a_witness_has_cosigned_is_refused_before_anything_is_recorded(string restored)
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        var (store, backup) = (new InMemoryAuditStore(), new InMemoryAuditStore());
        var count = 0L;
        await using (var log = await TestLog.StartAsync(store, _key, add: services => Add(services, witness)))
        {
            for (var id = 0; id < 5; id++)
                await log.CloseAsync(id, AuditAcknowledgement.Witnessed);
            await log.StopAsync();
            count = (await store.ReadStateAsync(Cancellation)).Size;
        }
        if (restored != "nothing")
        {
            await using var log = await TestLog.StartAsync(backup, _key);
            // It begins and ends with a record of its own.
            var events = restored switch { "a backup" => 1, "another history" => 20, _ => (int)count - 2 };
            for (var id = 0; id < events; id++)
                await log.CloseAsync(id, AuditAcknowledgement.Published);
            await log.StopAsync();
        }
        var before = await backup.ReadStateAsync(Cancellation);
        var known = await witness.Store.ReadAsync(TestLog.Origin, Cancellation);

        var refused = await Assert.ThrowsAsync<AuditIntegrityException>(() => StartOnAsync(backup.Connect(), witness));

        Assert.Contains("The witness witness.example/1 has cosigned", refused.Message, StringComparison.Ordinal);
        var after = await backup.ReadStateAsync(Cancellation);
        Assert.Equal(before.Size, after.Size);
        Assert.Equal(before.Checkpoint.ToArray(), after.Checkpoint.ToArray());
        Assert.Equal(known.ToArray(), (await witness.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray());
        // What the witness has seen goes on.
        await using var right = await TestLog.StartAsync(store.Connect(), _key, add: services => Add(services, witness));
        Assert.Equal(AuditAcknowledgement.Witnessed, (await right.CloseAsync(9, AuditAcknowledgement.Witnessed)).Acknowledgement);
    }

    [Fact]
    public async Task A_witness_that_does_not_answer_keeps_no_log_from_starting()
    {
        using var signer = new Ed25519CosignatureSigner("witness.example/1", RandomNumberGenerator.GetBytes(32), TimeProvider.System);
        using var verifier = signer.CreateVerifier();
        await using var log = await TestLog.StartAsync(
            new InMemoryAuditStore(), _key, options => (options.Deadline, options.StopDeadline) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(100)),
            add: services => services.AddSingleton<ICheckpointWitness>(new Silent(verifier)));

        Assert.Equal(AuditAcknowledgement.Published, (await log.CloseAsync(1, AuditAcknowledgement.Published)).Acknowledgement);
    }

    /// <summary>Of all that a witness can say this is the worst, and a time-out before it must not hide it.</summary>
    [Fact]
    public async Task A_witness_that_was_away_and_then_has_seen_another_history_is_told_both_times()
    {
        using var signer = new Ed25519CosignatureSigner("witness.example/1", RandomNumberGenerator.GetBytes(32), TimeProvider.System);
        using var verifier = signer.CreateVerifier();
        var witness = new Changing(verifier);
        await using var log = await TestLog.StartAsync(
            new InMemoryAuditStore(), _key, options => (options.Deadline, options.StopDeadline) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(100)), add: services => services.AddSingleton<ICheckpointWitness>(witness));

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(1, AuditAcknowledgement.Witnessed));
        for (var tries = 0; tries < 1_000 && witness.Asked < 6; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);

        Assert.Equal([13, 14], log.Lines.All.Select(static line => line.Id).Where(static id => id is 13 or 14));
        Assert.Contains("1000 records", log.Lines.All.Single(static line => line.Id == 14).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_witness_of_two_is_enough_where_one_is_asked_for_and_a_dead_one_holds_up_nobody()
    {
        await using var alive = await Witness.StartAsync("witness.example/1", _folder, _signer);
        var dead = await Witness.StartAsync("witness.example/2", _folder, _signer);
        await dead.StopAsync();
        await using var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key, options => options.RequiredWitnesses = 1, add: services => Add(services, alive, dead));

        for (var id = 0; id < 5; id++)
            Assert.Equal(AuditAcknowledgement.Witnessed, (await log.CloseAsync(id, AuditAcknowledgement.Witnessed)).Acknowledgement);
        await dead.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_witness_nobody_can_ask_for_one()
    {
        await using var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.CloseAsync(1, AuditAcknowledgement.Witnessed));
        Assert.Throws<InvalidOperationException>(() => TestLog.Make(new InMemoryAuditStore(), _key, options => options.RequiredWitnesses = 1));
    }

    [Fact]
    public async Task A_witness_answers_as_the_protocol_says_and_keeps_what_it_knew_when_it_refuses()
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        using var stranger = TestLog.CreateKey();
        using var strangers = new EcdsaNoteSigner(TestLog.Origin, stranger);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(witness, 0, [], Note(5))).Status);
        var known = (await witness.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray();
        Assert.Equal(Note(5), known);

        (HttpStatusCode, byte[])[] refused =
        [
            (HttpStatusCode.BadRequest, "nothing"u8.ToArray()),
            (HttpStatusCode.BadRequest, []),
            (HttpStatusCode.BadRequest, Body("old 05\n\n", Note(9))),
            (HttpStatusCode.BadRequest, Body("old -1\n\n", Note(9))),
            (HttpStatusCode.BadRequest, Body("old 5\nnot a hash\n\n", Note(9))),
            (HttpStatusCode.BadRequest, Body("old 5\n" + string.Concat(Enumerable.Repeat($"{_leaves[0]}\n", 64)) + "\n", Note(9))),
            (HttpStatusCode.BadRequest, Body("old 5\n\n", "no checkpoint"u8.ToArray())),
            (HttpStatusCode.BadRequest, WitnessRequest.Write(9, [], Note(5))),
            (HttpStatusCode.NotFound, WitnessRequest.Write(5, await ProofAsync(5, 9), new Checkpoint("other.example/log", 9, Root(9)).Sign(_signer))),
            (HttpStatusCode.Forbidden, WitnessRequest.Write(5, await ProofAsync(5, 9), new Checkpoint(TestLog.Origin, 9, Root(9)).Sign(strangers))),
            (HttpStatusCode.Conflict, WitnessRequest.Write(0, [], Note(9))),
            (HttpStatusCode.Conflict, WitnessRequest.Write(3, await ProofAsync(3, 9), Note(9))),
            (HttpStatusCode.Conflict, WitnessRequest.Write(5, [], new Checkpoint(TestLog.Origin, 5, Root(6)).Sign(_signer))),
            (HttpStatusCode.UnprocessableEntity, WitnessRequest.Write(5, [], Note(9))),
            (HttpStatusCode.UnprocessableEntity, WitnessRequest.Write(5, await ProofAsync(4, 9), Note(9))),
            (HttpStatusCode.UnprocessableEntity, WitnessRequest.Write(5, await ProofAsync(5, 9), new Checkpoint(TestLog.Origin, 9, Root(8)).Sign(_signer))),
            (HttpStatusCode.UnprocessableEntity, WitnessRequest.Write(5, [_leaves[0]], Note(5))),
            (HttpStatusCode.RequestEntityTooLarge, new byte[70_000]),
        ];
        foreach (var (status, body) in refused)
        {
            var answer = await PostAsync(witness, body);
            Assert.Equal(status, answer.Status);
            if (status == HttpStatusCode.Conflict)
                Assert.Equal(("text/x.tlog.size", "5\n"), (answer.ContentType, answer.Body));
            Assert.Equal(known, (await witness.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray());
        }

        // The same again is cosigned again, and what follows too.
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(witness, 5, [], Note(5))).Status);
        var cosigned = await PostAsync(witness, 5, await ProofAsync(5, 9), Note(9));
        Assert.Equal(HttpStatusCode.OK, cosigned.Status);
        using var key = _signer.CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [key], [witness.Verifier], requiredWitnesses: 1);
        Assert.Equal(CheckpointResult.Verified, policy.Verify([.. Note(9), .. Encoding.UTF8.GetBytes(cosigned.Body)], out _));
        Assert.Equal(CheckpointResult.TooFewWitnesses, policy.Verify(Note(9), out _));
    }

    /// <summary>Of the lines that are not the log's, anybody may have written any; and a log offers what was cosigned before.</summary>
    [Theory]
    [InlineData("cosigned")]
    [InlineData("made up")]
    [InlineData("as many as there can be")]
    public async Task A_checkpoint_that_others_have_signed_is_cosigned_as_any(string lines)
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        var first = await PostAsync(witness, 0, [], Note(5));
        var id = witness.Verifier.Key.Id;
        var others = lines switch
        {
            "cosigned" => first.Body,
            "made up" => Line("witness.example/1", id),
            _ => string.Concat(Enumerable.Range(0, SignedNote.MaxSignatures - 1).Select(static at => Line($"stranger.example/{at}", (uint)at))),
        };

        var (status, _, body) = await PostAsync(witness, 5, [], [.. Note(5), .. Encoding.UTF8.GetBytes(others)]);

        Assert.Equal(HttpStatusCode.OK, status);
        using var key = _signer.CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [key], [witness.Verifier], requiredWitnesses: 1);
        Assert.Equal(CheckpointResult.Verified, policy.Verify([.. Note(5), .. Encoding.UTF8.GetBytes(body)], out _));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(witness, 5, await ProofAsync(5, 9), Note(9))).Status);

        static string Line(string name, uint id) => $"\u2014 {name} {Convert.ToBase64String((byte[])[(byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, .. new byte[72]])}\n";
    }

    [Fact]
    public async Task Of_requests_at_the_same_time_none_takes_a_log_back()
    {
        // Two processes of one witness, on one folder.
        await using var first = await Witness.StartAsync("witness.example/1", _folder, _signer);
        await using var second = await Witness.StartAsync("witness.example/1", _folder, _signer);
        var largest = 0L;
        await Task.WhenAll(Enumerable.Range(0, 60).Select(at => Task.Run(
            async () =>
            {
                var size = 1 + at % _leaves.Length;
                var from = 0L;
                for (var tries = 0; tries < 50 && from <= size; tries++)
                {
                    var (status, _, body) = await PostAsync(at % 2 == 0 ? first : second, from, from == size ? [] : await ProofAsync(from, size), Note(size));
                    if (status == HttpStatusCode.OK)
                    {
                        // Never cosigned unless nothing larger was before it.
                        InterlockedMax(ref largest, size);
                        return;
                    }
                    Assert.Equal(HttpStatusCode.Conflict, status);
                    from = long.Parse(body, System.Globalization.CultureInfo.InvariantCulture);
                }
            },
            Cancellation)));

        Assert.Equal(_leaves.Length, largest);
        Assert.Equal(Note(largest), (await first.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray());
    }

    /// <summary>A folder that is not mounted is empty, and a witness that begins anew cosigns whatever it is shown.</summary>
    [Fact]
    public async Task A_witness_whose_folder_was_never_begun_or_is_gone_cosigns_nothing()
    {
        var home = Path.Combine(_folder.FullName, "w");
        var store = new FileWitnessStore(home);
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await store.ReadAsync("a", Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await store.TryReplaceAsync("a", default, Note(1), Cancellation));
        Assert.False(Directory.Exists(home));
        FileWitnessStore.Initialise(home);
        Assert.True(await store.TryReplaceAsync("a", default, Note(1), Cancellation));
        FileWitnessStore.Initialise(home);
        Assert.Equal(Note(1), (await store.ReadAsync("a", Cancellation)).ToArray());

        File.Delete(Path.Combine(home, "witness.initialised"));

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await store.ReadAsync("a", Cancellation));
        Assert.Throws<AuditIntegrityException>(() => FileWitnessStore.Initialise(home));
        Directory.Delete(home, recursive: true);
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await store.TryReplaceAsync("a", default, Note(1), Cancellation));
    }

    [Fact]
    public async Task What_is_kept_already_is_cosigned_again_and_nothing_is_written()
    {
        await using var witness = await Witness.StartAsync("witness.example/1", _folder, _signer);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(witness, 0, [], Note(5))).Status);
        var other = new Checkpoint(TestLog.Origin, 5, Root(5)).Sign(_signer);
        Assert.NotEqual(Note(5), other);

        var (status, _, body) = await PostAsync(witness, 5, [], other);

        Assert.Equal(HttpStatusCode.OK, status);
        using var key = _signer.CreateVerifier();
        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy(TestLog.Origin, [key], [witness.Verifier], requiredWitnesses: 1).Verify([.. other, .. Encoding.UTF8.GetBytes(body)], out _));
        Assert.Equal(Note(5), (await witness.Store.ReadAsync(TestLog.Origin, Cancellation)).ToArray());
    }

    [Fact]
    public async Task What_is_kept_changes_only_from_what_was_looked_at()
    {
        FileWitnessStore.Initialise(_folder.FullName);
        var store = new FileWitnessStore(_folder.FullName);
        Assert.True(await store.TryReplaceAsync("a", default, Note(1), Cancellation));
        Assert.False(await store.TryReplaceAsync("a", default, Note(2), Cancellation));
        Assert.False(await store.TryReplaceAsync("a", Note(3), Note(4), Cancellation));
        Assert.True(await store.TryReplaceAsync("../a", default, Note(5), Cancellation));

        Assert.Equal(Note(1), (await store.ReadAsync("a", Cancellation)).ToArray());
        Assert.True(await store.TryReplaceAsync("a", Note(1), Note(6), Cancellation));
        Assert.Equal(Note(5), (await new FileWitnessStore(_folder.FullName).ReadAsync("../a", Cancellation)).ToArray());
    }

    [Theory]
    [InlineData("200", "")]
    [InlineData("200", "nothing")]
    [InlineData("200", "stranger")]
    [InlineData("409", "")]
    [InlineData("409", "many\n")]
    [InlineData("409", "12\n34\n")]
    [InlineData("500", "")]
    [InlineData("302", "")]
    [InlineData("200", "endless")]
    public async Task Whatever_a_witness_answers_only_its_own_cosignature_counts(string status, string body)
    {
        using var stranger = new Ed25519CosignatureSigner("witness.example/1", RandomNumberGenerator.GetBytes(32), TimeProvider.System);
        using var expected = new Ed25519CosignatureSigner("witness.example/1", RandomNumberGenerator.GetBytes(32), TimeProvider.System);
        using var verifier = expected.CreateVerifier();
        var note = Note(5);
        var text = body switch
        {
            "stranger" => Encoding.UTF8.GetString(SignedNote.AddSignatures(note, stranger)[note.Length..]),
            "endless" => new string('a', 100_000),
            _ => body,
        };
        using var client = new HttpClient(new Answering((HttpStatusCode)int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), text));
        var witness = new HttpWitness(client, new Uri("http://witness.example/prefix/"), verifier);
        // Its clock stands still but for the deadline of the first: however slow the machine is, a checkpoint is in time.
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key, time: time, add: services => services.AddSingleton<ICheckpointWitness>(witness));

        var witnessed = log.CloseAsync(1, AuditAcknowledgement.Witnessed).AsTask();
        // What is durable after it says that it waits for nothing but the witness.
        await log.CloseAsync(2);
        time.Advance(log.Service<IOptions<PlatformAuditOptions>>().Value.Deadline);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => witnessed);
        // It does not keep anybody from anything else.
        Assert.Equal(AuditAcknowledgement.Published, (await log.CloseAsync(3, AuditAcknowledgement.Published)).Acknowledgement);
    }

    private static void InterlockedMax(ref long largest, long value)
    {
        for (var seen = Volatile.Read(ref largest); seen < value; seen = Volatile.Read(ref largest))
        {
            if (Interlocked.CompareExchange(ref largest, value, seen) == seen)
                return;
        }
    }

    private static byte[] Body(string lines, byte[] checkpoint) => [.. Encoding.UTF8.GetBytes(lines), .. checkpoint];

    private static TreeHash RootOf(ReadOnlySpan<TreeHash> leaves)
    {
        var frontier = new TreeFrontier();
        foreach (var leaf in leaves)
            frontier.Append(leaf);
        return frontier.Root;
    }

    private void Add(IServiceCollection services, params Witness[] witnesses)
    {
        foreach (var witness in witnesses)
            services.AddSingleton<ICheckpointWitness>(new HttpWitness(_client, witness.Address, witness.Verifier));
    }

    private TreeHash Root(long size) => RootOf(_leaves.AsSpan(0, (int)size));

    private byte[] Note(long size)
    {
        // ECDSA signs differently each time; tests compare.
        lock (_notes)
        {
            if (!_notes.TryGetValue(size, out var note))
                _notes.Add(size, note = new Checkpoint(TestLog.Origin, size, Root(size)).Sign(_signer));
            return note;
        }
    }

    private readonly Dictionary<long, byte[]> _notes = [];

    private async Task<TreeHash[]> ProofAsync(long from, long to)
    {
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await new TreeProver(new Leaves(_leaves)).ProveConsistencyAsync(from, to, hashes, Cancellation);
        return hashes[..count];
    }

    private Task<(HttpStatusCode Status, string? ContentType, string Body)> PostAsync(Witness witness, long from, TreeHash[] proof, byte[] note) => PostAsync(witness, WitnessRequest.Write(from, proof, note));

    private async Task<(HttpStatusCode Status, string? ContentType, string Body)> PostAsync(Witness witness, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await _client.PostAsync(new Uri(witness.Address, "add-checkpoint"), content, Cancellation);
        return (response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync(Cancellation));
    }

    private sealed class Leaves(TreeHash[] leaves) : INodeSource
    {
        public ValueTask<TreeHash> ReadNodeAsync(int level, long index, CancellationToken cancellationToken) => new(RootOf(leaves.AsSpan((int)(index << level), 1 << level)));
    }

    private sealed class Answering(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("http://witness.example/prefix/add-checkpoint", request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }

    private async Task StartOnAsync(IAuditStore store, Witness witness)
    {
        await using var log = await TestLog.StartAsync(store, _key, add: services => Add(services, witness));
    }

    /// <summary>A witness that takes a request, and says nothing.</summary>
    private sealed class Silent(NoteVerifier verifier) : ICheckpointWitness
    {
        public NoteVerifier Verifier => verifier;

        public async ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return default;
        }
    }

    /// <summary>A witness that does not answer twice, and then says that it has cosigned more than there is.</summary>
    private sealed class Changing(NoteVerifier verifier) : ICheckpointWitness
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public NoteVerifier Verifier => verifier;

        public ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _asked) <= 2 ? throw new HttpRequestException("It is away.") : new(new WitnessAnswer(WitnessResult.Conflict, Size: 1_000));
    }

    /// <summary>A host that is a witness, on a port of the loopback address.</summary>
    private sealed class Witness : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly CheckpointWitness _witness;

        private Witness(WebApplication app, CheckpointWitness witness, FileWitnessStore store) => (_app, _witness, Store) = (app, witness, store);

        public FileWitnessStore Store { get; }

        public NoteVerifier Verifier => _witness.Verifier;

        public Uri Address { get; private init; } = null!;

        public static async Task<Witness> StartAsync(string name, DirectoryInfo folder, NoteSigner log)
        {
            var signer = new Ed25519CosignatureSigner(name, SHA256.HashData(Encoding.UTF8.GetBytes(name)), TimeProvider.System);
            var home = Path.Combine(folder.FullName, name.Replace('/', '-'));
            FileWitnessStore.Initialise(home);
            var store = new FileWitnessStore(home);
            var witness = new CheckpointWitness(signer, store, [new CheckpointPolicy(TestLog.Origin, [log.CreateVerifier()])]);
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(witness);
            var app = builder.Build();
            app.MapAuditWitness("/w");
            await app.StartAsync(Cancellation);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return new Witness(app, witness, store) { Address = new Uri(address + "/w/") };
        }

        public Task StopAsync() => _app.StopAsync(Cancellation);

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
