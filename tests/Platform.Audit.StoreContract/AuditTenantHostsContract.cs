namespace Platform.Audit.StoreContract;

/// <summary>What logs of tenants do on every engine that several processes share.</summary>
public abstract class AuditTenantHostsContract : AuditTenantContract
{
    [Fact]
    public async Task Of_two_hosts_each_has_the_logs_that_it_opened_first_and_all_that_either_signs_is_stated()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.AppendAsync("acme", 1, AuditAcknowledgement.Published);
        // The log of the host is the first one's; that of this tenant is the second one's.
        var published = await second.AppendAsync("bolt", 1, AuditAcknowledgement.Published);
        Assert.Equal((AuditAcknowledgement.Published, 1), (published.Acknowledgement, published.Index));
        Assert.Equal(2, (await first.Tenants.ReadStatementsAsync(Cancellation)).Count);

        var proof = await second.Tenants.ProveAsync("bolt", published.Index, Cancellation);
        var id = second.Tenants.IdOf("bolt");
        var record = (await TestTenants.CopyAsync(Stores, id)).Records[(int)published.Index];
        Assert.True(AuditTenantVerifier.Verify(record, proof, id, Policy()).IsVerified);

        // What is appended where another host has the log is left for that one.
        var left = await second.AppendAsync("acme", 2);
        Assert.Equal((AuditAcknowledgement.Durable, -1), (left.Acknowledgement, left.Index));
        await using var lease = await first.Tenants.OpenAsync("acme", Cancellation);
        for (var tries = 0; tries < 500 && (await lease.Log.QueryAsync(new AuditQuery { Target = "request:2" }, Cancellation)).Entries.Count == 0; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        Assert.Single((await lease.Log.QueryAsync(new AuditQuery { Target = "request:2" }, Cancellation)).Entries);
        foreach (var host in (TestTenants[])[first, second])
        {
            var verification = await host.Tenants.VerifyAsync(Cancellation);
            Assert.True(verification.IsIntact, string.Join('\n', verification.Findings));
        }
    }

    [Fact]
    public async Task A_log_that_another_host_has_is_not_removed()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.AppendAsync("acme", 1);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await second.Tenants.RemoveAsync("acme", cancellationToken: Cancellation));
        // Whoever asked may have left in the log that he came and went.
        Assert.True((await first.AppendAsync("acme", 2)).Index >= 2);
        Assert.True((await first.Tenants.VerifyAsync(Cancellation)).IsIntact);
    }
}
