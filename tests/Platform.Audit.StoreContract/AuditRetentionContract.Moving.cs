using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Notes;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <content>Records are dropped while somebody looks, and the log goes to another host while somebody drops.</content>
public abstract partial class AuditRetentionContract
{
    /// <summary>Two jobs of one night: whoever verifies must not be told that somebody has taken records away.</summary>
    [Theory]
    [InlineData("verify")]
    [InlineData("omissions")]
    [InlineData("personal")]
    [InlineData("inspect")]
    public async Task Whoever_looks_while_records_are_dropped_is_not_told_that_they_were_taken_away(string how)
    {
        var (store, hooks) = HookedStore.Of(Store);
        await using var log = await StartAsync(store);
        await ReportAsync(log, "resident:1", "ada@example.com");
        await FillAsync(log, 1_200);
        var note = await log.Log.GetCheckpointAsync(Cancellation);
        await log.Log.QueryAsync(new AuditQuery { Target = "request:1" }, Cancellation);
        var hasDropped = false;
        hooks.BeforeRecords = async () =>
        {
            Assert.Equal(1_024, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
            await log.Log.GetCheckpointAsync(Cancellation);
            hasDropped = true;
        };

        switch (how)
        {
            case "verify":
                Assert.True((await log.Log.VerifyAsync(note, Cancellation)).IsIntact);
                break;
            case "omissions":
                Assert.True((await log.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation)).IsComplete);
                break;
            case "personal":
                Assert.True((await log.Service<IAuditPersonalData>().VerifyAsync(Cancellation)).IsIntact);
                break;
            default:
                using (var signer = new EcdsaNoteSigner(TestLog.Origin, System.Security.Cryptography.ECDsa.Create(Key.ExportParameters(includePrivateParameters: true))))
                using (var verifier = signer.CreateVerifier())
                {
                    var found = await new AuditStoreInspector(store, new CheckpointPolicy(TestLog.Origin, [verifier])).InspectAsync(Cancellation);
                    Assert.Empty(found.Findings);
                    Assert.Equal(1_024, found.Dropped);
                }
                break;
        }
        Assert.True(hasDropped);
    }

    /// <summary>An orderly failover accuses nobody: the number of a drop that did not happen is explained, although its host never has the log again.</summary>
    [Fact]
    public async Task Whoever_loses_the_log_in_the_middle_of_a_drop_explains_the_number_that_never_came()
    {
        var (store, hooks) = HookedStore.Of(Store);
        await using var losing = await StartAsync(store);
        await FillAsync(losing, 600);
        Task<TestLog>? taking = null;
        hooks.BeforeDrop = async () =>
        {
            var before = await ReadEpochAsync();
            await Store.ReleaseAsync(Cancellation);
            // It cannot read before the drop has let go of its locks, and has the log all the same.
            taking = StartAsync(OpenAnother());
            while (await ReadEpochAsync() == before)
                await Task.Yield();
        };

        await Assert.ThrowsAsync<AuditFencedException>(async () => await losing.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));
        while (!losing.Service<AuditLog>().IsElsewhere)
            await Task.Yield();
        await losing.CloseAsync(2);
        await losing.StopAsync();

        await using var other = await taking!;
        while ((await ((IAuditInspectedStore)Store).ReadIntakeRowsAsync(long.MinValue, 10, Cancellation)).Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.DoesNotContain((await other.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation)).Omissions, static each => each.Kind == Omissions.AuditOmissionKind.Missing);
    }

    /// <summary>Which epoch the store is in, also while records are locked.</summary>
    protected abstract Task<long> ReadEpochAsync();
}
