using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <content>Whom a content is about is compared before it is erased as his: whoever writes into the store would otherwise have the log itself erase a stranger's, and sign that.</content>
public abstract partial class AuditPersonalContract
{
    [Fact]
    public async Task While_the_key_is_away_nothing_is_erased_as_somebodys()
    {
        var protector = new ShreddingProtector();
        await using var log = await TestLog.StartAsync(Store, _key, add: services => services.AddProtector(protector));
        var one = await ReportAsync(log, "resident:1", "ada@example.com");

        protector.IsAway = true;
        var unknown = await Assert.ThrowsAsync<AuditContentUnavailableException>(async () => await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation));
        protector.IsAway = false;

        Assert.Equal((one.Index, 0), (unknown.Index, unknown.Place));
        Assert.Equal("ada@example.com", Assert.Single(await Personal(log).ReadAsync(one.Index, Cancellation)).Value);
        var erased = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
        Assert.Equal((1, 0), ((int)erased.Records, (int)erased.KeyDestroyed));
    }

    [Fact]
    public async Task What_nothing_here_opens_is_not_erased_as_somebodys()
    {
        AuditReceipt one;
        await using (var log = await TestLog.StartAsync(Store, _key, add: static services => services.AddProtector(new ShreddingProtector())))
        {
            one = await ReportAsync(log, "resident:1", "ada@example.com");
            await log.StopAsync();
        }
        await using var later = await TestLog.StartAsync(Store, _key);

        var refused = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await Personal(later).EraseSubjectAsync("resident:1", cancellationToken: Cancellation));

        Assert.Contains("ProtectPersonalDataWith", refused.Message, StringComparison.Ordinal);
        Assert.Equal(AuditPersonalState.Unreadable, Assert.Single(await Personal(later).ReadAsync(one.Index, Cancellation)).State);
        Assert.Equal(1, (await Personal(later).EraseAsync(one.Index, cancellationToken: Cancellation)).Records);
    }

    /// <summary>What came while somebody looked at the holds is looked at itself.</summary>
    [Fact]
    public async Task What_waits_is_erased_too_where_somebody_elses_is_held()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("h") { Subject = "resident:2" }, cancellationToken: Cancellation);
        await ReportAsync(log, "resident:1", "ada@example.com");
        await ReportAsync(log, "resident:2", "grace@example.com");
        await log.Log.AppendAsync(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), AuditAcknowledgement.Queued, Cancellation);

        var erased = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
        var held = await Personal(log).EraseSubjectAsync("resident:2", cancellationToken: Cancellation);

        Assert.Equal((2L, 0L), (erased.Records, erased.Held));
        Assert.Equal((0L, 1L), (held.Records, held.Held));
    }

    /// <summary>Both orders have an end, and what could not be compared any more stands in the log.</summary>
    [Fact]
    public async Task What_is_erased_after_its_key_is_said_to_be()
    {
        var protector = new ShreddingProtector();
        await using var log = await TestLog.StartAsync(Store, _key, add: services => services.AddProtector(protector));
        var one = await ReportAsync(log, "resident:1", "ada@example.com");
        var before = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
        var between = await ReportAsync(log, "resident:1", "ada@example.com");
        protector.Shred("resident:1");

        var after = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal((1L, 0L, 1L, 1L), (before.Records, before.KeyDestroyed, after.Records, after.KeyDestroyed));
        Assert.DoesNotContain("keyDestroyed", Text(await log.Log.ReadAsync(before.Receipts[0].Index, Cancellation)), StringComparison.Ordinal);
        Assert.Contains($"\"count\"=1 \"keyDestroyed\"=\"{between.Index}\" \"records\"=\"{between.Index}\"", Text(await log.Log.ReadAsync(after.Receipts[0].Index, Cancellation)), StringComparison.Ordinal);
        Assert.Equal(AuditPersonalState.Erased, Assert.Single(await Personal(log).ReadAsync(one.Index, Cancellation)).State);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    /// <summary>Who may only add may also add something beside a record that is there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_has_put_beside_a_record_has_it_not_erased_as_anothers(bool isProtected)
    {
        var protector = new ShreddingProtector();
        AuditReceipt others;
        await using (var log = await StartAsync())
        {
            others = await ReportAsync(log, "resident:2", "grace@example.com");
            await log.StopAsync();
        }
        var adding = await Batches.AcquireAsync(Store, Cancellation);
        var batch = adding.Next(Intake.AuditIntakeRecord.Write(new AuditEvent(TestLog.Closed), Batches.Start));
        batch.Add(new AuditPersonalContent(others.Index, 7, "resident:1", new byte[] { 7 }, new byte[] { 1, 2, 3 }, null));
        await Store.CommitAsync(batch, Cancellation);
        await Store.ReleaseAsync(Cancellation);
        await using var later = await StartAsync();
        await ReportAsync(later, "resident:1", "ada@example.com");

        var erased = await Personal(later).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal(1, erased.Records);
        Assert.Equal("grace@example.com", Assert.Single(await Personal(later).ReadAsync(others.Index, Cancellation)).Value);
        Assert.Contains((await Personal(later).VerifyAsync(Cancellation)).Faults, fault => fault.Index == others.Index && fault.Place == 7);

        Task<TestLog> StartAsync() => TestLog.StartAsync(Store, _key, add: services =>
        {
            if (isProtected)
                services.AddProtector(protector);
        });
    }
}
