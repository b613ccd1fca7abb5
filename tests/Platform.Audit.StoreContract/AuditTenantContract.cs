using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>What logs of tenants do on every engine.</summary>
public abstract class AuditTenantContract : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();

    /// <summary>The stores of tenants, new.</summary>
    protected abstract IAuditTenantStores Stores { get; }

    /// <summary>The store of the host's log, as another process has it with each call.</summary>
    protected abstract IAuditStore OpenHost();

    /// <summary>How many tenants there are where there are many.</summary>
    protected virtual int ManyTenants => 200;

    /// <summary>The stores of tenants, as another process has them.</summary>
    protected abstract IAuditTenantStores OpenAnotherStores();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
    }

    [Fact]
    public async Task Each_tenant_has_a_log_of_his_own_whose_indices_begin_at_nought()
    {
        await using var host = await StartAsync();
        foreach (var tenant in (string[])["acme", "bolt", "corr"])
        {
            // Behind the record that says that a producer has begun.
            Assert.Equal(1, (await host.AppendAsync(tenant, 1)).Index);
            Assert.Equal(2, (await host.AppendAsync(tenant, 2)).Index);
        }

        await using var lease = await host.Tenants.OpenAsync("acme", Cancellation);
        Assert.Equal(
            $"{TestLog.Origin}/t/{host.Tenants.IdOf("acme")}",
            Encoding.UTF8.GetString((await lease.Log.GetCheckpointAsync(Cancellation)).Span).Split('\n')[0]);
        Assert.True((await lease.Log.VerifyAsync(await lease.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task What_is_appended_is_there_when_the_log_was_closed_and_opened_again()
    {
        await using (var host = await StartAsync())
            await host.AppendAsync("acme", 1);
        await using var again = await StartAsync();
        await again.AppendAsync("acme", 2);

        await using var lease = await again.Tenants.OpenAsync("acme", Cancellation);
        var page = await lease.Log.QueryAsync(new AuditQuery { Target = "request:1", WithProofs = true }, Cancellation);
        var entry = Assert.Single(page.Entries);
        Assert.True(AuditVerifier.TryVerify(entry.Record.Span, entry.Proof.Span, Policy().OfTenant(lease.Id)));
        Assert.True((await again.Tenants.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task No_file_of_a_tenant_and_no_proof_of_his_names_another_or_says_how_much_he_has()
    {
        await using var host = await StartAsync();
        for (var at = 0; at < 20; at++)
            await host.AppendAsync("bolt-and-sons", at);
        await host.AppendAsync("acme-gmbh", 1, AuditAcknowledgement.Published);
        var (mine, others) = (host.Tenants.IdOf("acme-gmbh"), host.Tenants.IdOf("bolt-and-sons"));

        var (records, checkpoint) = await TestTenants.CopyAsync(Stores, mine);
        var proof = await host.Tenants.ProveAsync("acme-gmbh", 1, Cancellation);
        Assert.True(TlogProofExtra(proof, out var extra));
        foreach (var bytes in (byte[][])[.. records, checkpoint, proof, extra])
        {
            foreach (var text in (string[])["bolt-and-sons", "acme-gmbh", others])
                Assert.False(TestTenants.Contains(bytes, text), text);
        }
        Assert.True(TestTenants.Contains(checkpoint, mine));

        // Nor does the log of the host have any name.
        var hosts = OpenHost();
        var state = await hosts.ReadStateAsync(Cancellation);
        var reader = new TileReader(hosts, state.Size);
        for (var index = 0L; index < state.Size; index++)
        {
            var record = await reader.ReadEntryAsync(index, Cancellation);
            Assert.False(TestTenants.Contains(record.Span, "bolt-and-sons") || TestTenants.Contains(record.Span, "acme-gmbh"));
        }
    }

    [Fact]
    public async Task A_checkpoint_of_a_tenant_is_in_the_log_of_the_host_before_anybody_has_it()
    {
        await using var host = await StartAsync();
        await host.AppendAsync("acme", 1);
        await using var lease = await host.Tenants.OpenAsync("acme", Cancellation);
        var checkpoint = await lease.Log.GetCheckpointAsync(Cancellation);

        var statement = Assert.Single(await host.Tenants.ReadStatementsAsync(Cancellation));
        Assert.Equal((lease.Id, 2), (statement.Id, statement.Size));
        Assert.Equal(checkpoint.ToArray(), statement.Checkpoint.ToArray());
        // And what is published there is under a checkpoint of the host.
        var published = await host.AppendAsync("acme", 2, AuditAcknowledgement.Published);
        statement = Assert.Single(await host.Tenants.ReadStatementsAsync(Cancellation));
        Assert.True(statement.Size > published.Index);
        var state = await OpenHost().ReadStateAsync(Cancellation);
        Assert.Equal(CheckpointResult.Verified, Policy().Verify(state.Checkpoint.Span, out var signed));
        Assert.True(signed.Size > statement.Index);
    }

    [Fact]
    public async Task A_record_is_proven_against_both_logs_and_the_file_is_an_ordinary_proof_too()
    {
        await using var host = await StartAsync();
        for (var at = 0; at < 5; at++)
            await host.AppendAsync("bolt", at, AuditAcknowledgement.Published);
        var receipt = await host.AppendAsync("acme", 1);
        var id = host.Tenants.IdOf("acme");
        var proof = await host.Tenants.ProveAsync("acme", receipt.Index, Cancellation);
        var record = (await TestTenants.CopyAsync(Stores, id)).Records[(int)receipt.Index];

        var found = AuditTenantVerifier.Verify(record, proof, id, Policy());
        Assert.Equal((AuditVerificationResult.Verified, receipt.Index), (found.Result, found.Index));
        Assert.True(AuditVerifier.TryVerify(record, proof, Policy().OfTenant(id)));
        Assert.Equal(
            AuditVerificationResult.WrongOrigin, AuditTenantVerifier.Verify(record, proof, host.Tenants.IdOf("bolt"), Policy()).Result);
        Assert.Equal(
            AuditVerificationResult.NotIncluded,
            AuditTenantVerifier.Verify([.. record[..^1], (byte)(record[^1] ^ 1)], proof, id, Policy()).Result);
        using var stranger = TestLog.CreateKey();
        Assert.False(
            AuditTenantVerifier.Verify(
            record, proof, id, TestLog.Keys(stranger).Policy).IsVerified);
    }

    [Fact]
    public async Task A_log_that_was_taken_back_is_named_and_is_not_opened()
    {
        var (id, early, _) = await GrowAsync("acme");
        await TestTenants.ReplaceAsync(Stores, id, early.Records, early.Checkpoint);

        await using var host = await StartAsync();
        await AssertFoundAsync(host, id, AuditTenantFault.TakenBack);
        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(() => host.AppendAsync("acme", 9));
        Assert.Contains(id, refusal.Message, StringComparison.Ordinal);
        Assert.True(host.Host.Lines.Has(16));
        // It goes no further than him.
        await host.AppendAsync("bolt", 1);
        // And nothing was signed beside what was: what was there comes back, and all is well.
        var verification = await host.Tenants.VerifyAsync(Cancellation);
        Assert.Equal([id], verification.Findings.Select(static finding => finding.Id));
    }

    [Fact]
    public async Task Another_history_that_the_key_of_the_host_has_signed_is_named_and_is_not_opened()
    {
        var (id, _, late) = await GrowAsync("acme");
        List<byte[]> forged = [.. late.Records];
        forged[1] = [.. forged[1][..^1], (byte)(forged[1][^1] ^ 1)];
        forged.Add(forged[^1]);
        await TestTenants.ReplaceAsync(Stores, id, forged, TestTenants.Sign(_key, id, forged));

        await using var host = await StartAsync();
        await AssertFoundAsync(host, id, AuditTenantFault.AnotherHistory);
        await Assert.ThrowsAsync<AuditIntegrityException>(() => host.AppendAsync("acme", 9));
    }

    [Fact]
    public async Task Two_stores_that_were_put_in_the_place_of_each_other_are_named_and_are_not_opened()
    {
        var (acme, _, acmes) = await GrowAsync("acme");
        var (bolt, _, bolts) = await GrowAsync("bolt");
        await TestTenants.ReplaceAsync(Stores, acme, bolts.Records, bolts.Checkpoint);
        await TestTenants.ReplaceAsync(Stores, bolt, acmes.Records, acmes.Checkpoint);

        await using var host = await StartAsync();
        var found = await host.Tenants.VerifyAsync(Cancellation);
        Assert.Equal(new[] { acme, bolt }.Order(StringComparer.Ordinal), found.Findings.Select(static finding => finding.Id));
        Assert.All(found.Findings, static finding => Assert.Equal(AuditTenantFault.AnotherTenant, finding.Fault));
        await Assert.ThrowsAsync<AuditIntegrityException>(() => host.AppendAsync("acme", 9));
        await Assert.ThrowsAsync<AuditIntegrityException>(() => host.AppendAsync("bolt", 9));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_named_and_no_other_begins_in_its_place()
    {
        var (id, _, _) = await GrowAsync("acme");
        await Stores.RemoveAsync(id, Cancellation);

        await using var host = await StartAsync();
        await AssertFoundAsync(host, id, AuditTenantFault.Missing);
        await Assert.ThrowsAsync<AuditIntegrityException>(() => host.AppendAsync("acme", 9));
        Assert.Null(await Stores.FindAsync(id, Cancellation));
        await AssertFoundAsync(host, id, AuditTenantFault.Missing);
    }

    [Fact]
    public async Task A_log_that_was_signed_behind_the_back_of_the_host_is_named()
    {
        var (id, _, late) = await GrowAsync("acme");
        List<byte[]> longer = [.. late.Records, late.Records[^1]];
        await TestTenants.ReplaceAsync(Stores, id, longer, TestTenants.Sign(_key, id, longer));

        await using var host = await StartAsync();
        await AssertFoundAsync(host, id, AuditTenantFault.NotStated);
    }

    [Fact]
    public async Task Records_that_were_changed_with_everything_above_them_are_another_history_of_that_tenant_alone()
    {
        var (id, _, late) = await GrowAsync("acme");
        await GrowAsync("bolt");
        // Records, hashes and root fit together, and the root is not the one that was signed: of the same size.
        List<byte[]> forged = [.. late.Records];
        forged[1] = [.. forged[1][..^1], (byte)(forged[1][^1] ^ 1)];
        await TestTenants.ReplaceAsync(Stores, id, forged, late.Checkpoint);

        await using var host = await StartAsync();
        await AssertFoundAsync(host, id, AuditTenantFault.AnotherHistory);
    }

    [Fact]
    public async Task A_host_that_dies_between_the_statement_and_the_store_of_the_checkpoint_goes_on()
    {
        var (id, _, late) = await GrowAsync("acme");
        // The log of the host has the last checkpoint, and the store the one before, or none.
        await TestTenants.ReplaceAsync(Stores, id, late.Records, []);

        await using var host = await StartAsync();
        Assert.True((await host.Tenants.VerifyAsync(Cancellation)).IsIntact);
        await host.AppendAsync("acme", 9, AuditAcknowledgement.Published);
        Assert.True((await host.Tenants.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task What_a_host_that_was_killed_has_not_signed_is_signed_and_stated_when_it_is_settled()
    {
        var (id, _, late) = await GrowAsync("acme");
        var (bolt, _, _) = await GrowAsync("bolt");
        // Records that are durable, and no checkpoint speaks of them.
        List<byte[]> longer = [.. late.Records, late.Records[^1]];
        await TestTenants.ReplaceAsync(Stores, id, longer, late.Checkpoint);
        await using var host = await StartAsync();
        Assert.Equal(1, await host.Tenants.SettleAsync(Cancellation));
        var statements = await host.Tenants.ReadStatementsAsync(Cancellation);
        Assert.True(statements.Single(statement => statement.Id == id).Size >= longer.Count);
        Assert.Equal(4, statements.Single(statement => statement.Id == bolt).Size);
        Assert.True((await host.Tenants.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task A_log_that_is_idle_is_closed_and_nothing_of_it_is_open()
    {
        await using var host = await StartAsync(options => options.IdleTimeout = TimeSpan.FromMilliseconds(20));
        await host.AppendAsync("acme", 1);
        await UntilAsync(() => host.Pool.Count == 0);

        // Another process may have it at once.
        var another = OpenAnotherStores().Open(host.Tenants.IdOf("acme"));
        Assert.NotNull(await another.TryAcquireAsync(Cancellation));
        await another.ReleaseAsync(Cancellation);
        await OpenTenant.CloseAsync(another);
        Assert.Equal(AuditAcknowledgement.Durable, (await host.AppendAsync("acme", 2)).Acknowledgement);
    }

    [Fact]
    public async Task More_tenants_than_may_be_open_take_turns_and_each_has_what_is_his()
    {
        const int Each = 3, Open = 8, Callers = 16;
        var tenants = ManyTenants;
        ConcurrentDictionary<(string Tenant, long Index), int> receipts = [];
        await using (var host =
            await StartAsync(options => options.MostOpen = Open, options => options.Deadline = TimeSpan.FromSeconds(60)))
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, tenants * Each),
                new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Cancellation },
                async (at, _) =>
            {
                var tenant = $"tenant {at % tenants}";
                Assert.True(receipts.TryAdd((tenant, (await host.AppendAsync(tenant, at)).Index), at));
                Assert.InRange(host.Pool.Count, 0, Open + Callers);
            });
        }

        await using var again = await StartAsync();
        var verification = await again.Tenants.VerifyAsync(Cancellation);
        Assert.True(verification.IsIntact, string.Join('\n', verification.Findings));
        Assert.Equal(tenants, verification.Tenants);
        foreach (var tenant in receipts.GroupBy(static receipt => receipt.Key.Tenant))
        {
            var (records, _) = await TestTenants.CopyAsync(Stores, again.Tenants.IdOf(tenant.Key));
            Assert.All(
                tenant, receipt => Assert.Equal($"request:{receipt.Value}", AuditLogContract.Copy(records[(int)receipt.Key.Index]).Target));
            Assert.Equal(Each, records.Count(static record => AuditLogContract.Copy(record).Kind == AuditRecordKind.Event));
        }
    }

    [Fact]
    public async Task Personal_fields_holds_and_erasure_are_those_of_the_tenant()
    {
        await using var host = await StartAsync();
        foreach (var tenant in (string[])["acme", "bolt"])
        {
            await using var lease = await host.Tenants.OpenAsync(tenant, Cancellation);
            await lease.Log.AppendAsync(new Reported("resident:17", "ada@example.com"), cancellationToken: Cancellation);
        }

        await using var acme = await host.Tenants.OpenAsync("acme", Cancellation);
        await using var bolt = await host.Tenants.OpenAsync("bolt", Cancellation);
        Assert.Equal(1, (await acme.PersonalData.EraseSubjectAsync("resident:17", "asked for", Cancellation)).Records);
        Assert.Empty(await acme.PersonalData.FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Single(await bolt.PersonalData.FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        await bolt.Holds.PlaceAsync(new AuditHold("case-17") { First = 0 }, "asked for", Cancellation);
        Assert.Empty(await acme.Holds.ReadAsync(Cancellation));
        Assert.Empty((await bolt.PersonalData.VerifyAsync(Cancellation)).Faults);
    }

    [Fact]
    public async Task A_log_is_removed_alone_and_the_log_of_the_host_says_so()
    {
        await using var host = await StartAsync();
        await host.AppendAsync("acme", 1);
        await host.AppendAsync("bolt", 1);
        var id = host.Tenants.IdOf("acme");
        await using (await host.Tenants.OpenAsync("acme", Cancellation))
            await Assert.ThrowsAsync<AuditUnavailableException>(
                async () => await host.Tenants.RemoveAsync("acme", "he has gone", Cancellation));

        await host.Tenants.RemoveAsync("acme", "he has gone", Cancellation);
        Assert.Null(await Stores.FindAsync(id, Cancellation));
        Assert.True((await host.Tenants.VerifyAsync(Cancellation)).IsIntact);
        Assert.DoesNotContain(await host.Tenants.ReadStatementsAsync(Cancellation), statement => statement.Id == id);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.AppendAsync("acme", 2));
        await host.AppendAsync("bolt", 2);
        // What was copied before it went is no log any more.
        await TestTenants.ReplaceAsync(Stores, id, [[1, 2, 3]], []);
        await AssertFoundAsync(host, id, AuditTenantFault.NotRemoved);
        await host.Tenants.RemoveAsync("acme", cancellationToken: Cancellation);
        Assert.True((await host.Tenants.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task A_log_that_a_hold_has_is_not_removed()
    {
        await using var host = await StartAsync();
        await host.AppendAsync("acme", 1);
        await using (var lease = await host.Tenants.OpenAsync("acme", Cancellation))
            await lease.Holds.PlaceAsync(new AuditHold("case-17") { First = 0 }, cancellationToken: Cancellation);

        Assert.Equal(
            "case-17", (
            await Assert.ThrowsAsync<AuditHeldException>(
            async () => await host.Tenants.RemoveAsync("acme", cancellationToken: Cancellation))).Hold);
        Assert.Equal(AuditAcknowledgement.Durable, (await host.AppendAsync("acme", 2)).Acknowledgement);
    }

    [Fact]
    public async Task A_removal_that_nobody_has_signed_removes_nothing()
    {
        using var stranger = TestLog.CreateKey();
        using var keys = TestLog.Keys(stranger);
        await using var host = await StartAsync();
        await host.AppendAsync("acme", 1, AuditAcknowledgement.Published);
        var id = host.Tenants.IdOf("acme");
        await host.Host.Service<AuditLog>().AppendAsync(
            new TenantRemoved(id, null, keys), context: null, AuditAcknowledgement.Durable, Cancellation);

        await host.AppendAsync("acme", 2);
        Assert.Contains(await host.Tenants.ReadStatementsAsync(Cancellation), statement => statement.Id == id);
    }

    [Fact]
    public async Task A_key_that_names_tenants_otherwise_is_refused_when_the_host_starts()
    {
        await GrowAsync("acme");
        await Assert.ThrowsAsync<AuditIntegrityException>(async () =>
        {
            await using var host = await TestTenants.StartAsync(OpenHost(), Stores, _key, naming: SHA256.HashData("another"u8));
        });
    }

    private protected Task<TestTenants> StartAsync(
        Action<PlatformAuditTenantsOptions>? configure = null, Action<PlatformAuditOptions>? configureHost = null) =>
        TestTenants.StartAsync(OpenHost(), Stores, _key, configure, configureHost);

    private protected CheckpointPolicy Policy() => TestLog.Keys(_key).Policy;

    /// <summary>A log with two checkpoints, of which the log of the host knows both, closed.</summary>
    private async Task<(
        string Id, (List<byte[]> Records, byte[] Checkpoint) Early, (List<byte[]> Records, byte[] Checkpoint) Late)> GrowAsync(
        string tenant)
    {
        string id;
        (List<byte[]>, byte[]) early;
        await using (var host = await StartAsync())
        {
            id = host.Tenants.IdOf(tenant);
            await host.AppendAsync(tenant, 1, AuditAcknowledgement.Published);
            early = await TestTenants.CopyAsync(Stores, id);
            await host.AppendAsync(tenant, 2);
        }
        return (id, early, await TestTenants.CopyAsync(Stores, id));
    }

    private static async Task AssertFoundAsync(TestTenants host, string id, AuditTenantFault fault)
    {
        var finding = Assert.Single((await host.Tenants.VerifyAsync(Cancellation)).Findings);
        Assert.Equal((id, fault), (finding.Id, finding.Fault));
    }

    private static bool TlogProofExtra(byte[] proof, out byte[] extra)
    {
        extra = [];
        if (!Proofs.TlogProof.TryParse(proof, out var read))
            return false;
        extra = new byte[read.ExtraLength];
        read.CopyExtra(extra);
        return extra.Length > 0;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var tries = 0; tries < 1_000 && !isSo(); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        Assert.True(isSo());
    }

    private readonly record struct Reported(string Resident, string Email) : IAuditEvent
    {
        public AuditEventType EventType => TestLog.Closed;

        public void WriteTo(ref AuditEventWriter writer)
        {
            writer.Subject(Resident);
            writer.Personal("email", Email);
        }
    }
}
