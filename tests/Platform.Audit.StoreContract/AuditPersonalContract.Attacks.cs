using Platform.Audit.Inspection;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <content>Whoever can write into the store, and has no key of the log, has nothing erased in its name.</content>
public abstract partial class AuditPersonalContract
{
    /// <summary>Whoever may write beside records and add to the log erases with it, and is told from the log, which signs what it erases.</summary>
    [Theory]
    [InlineData("another key")]
    [InlineData("another log")]
    [InlineData("changed")]
    [InlineData("not signed")]
    [InlineData("signed")]
    public async Task An_erasure_that_no_key_of_the_log_has_signed_is_found_out(string fault)
    {
        using var strange = TestLog.CreateKey();
        using var known = TestLog.Keys(_key);
        using var keys = fault == "another log" ? TestLog.Keys(_key, "audit.example.com/other") : TestLog.Keys(fault == "another key" ? strange : _key);
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var reported = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start);
        var behind = Enclosure.Detach(reported);
        var batch = log.Next(reported[..^behind]);
        Enclosure.AddTo(batch, 0, reported.AsSpan(reported.Length - behind));
        await Store.CommitAsync(batch, Cancellation);
        var erased = AuditIntakeRecord.Write(new LogErased(new long[] { 0 }, "asked for on paper", keys), Batches.Start);
        var erasing = Enclosure.Detach(erased);
        var record = erased[..^erasing];
        if (fault == "changed")
            record[record.AsSpan().IndexOf("paper"u8)] ^= 1;
        else if (fault == "not signed")
            record = record[..(record.AsSpan().LastIndexOf("signature"u8) - 2)];
        batch = log.Next(record);
        Enclosure.AddTo(batch, 1, erased.AsSpan(erased.Length - erasing));
        await Store.CommitAsync(batch, Cancellation);

        var verification = await new PersonalVerifier(Store, protector: null, size: 2, policy: known.Policy).VerifyAsync(Cancellation);

        Assert.Equal(1, verification.Erased);
        Assert.Equal(
            fault == "signed" ? [] : [(0, 0, "it is gone, and record 1 does not say that it was erased, or the log has not signed it"), (1, AuditPersonalFault.Record, "it says that something was erased, and no key of the log has signed it")],
            verification.Faults.Select(static each => (each.Index, each.Place, each.Description)));
        if (Store is IAuditInspectedStore inspected)
        {
            // Who names no key cannot tell.
            Assert.DoesNotContain((await new AuditStoreInspector(inspected).InspectAsync(Cancellation)).Findings, static each => each.Part == "personal");
            Assert.Equal(fault == "signed" ? 0 : 2, (await new AuditStoreInspector(inspected, known.Policy).InspectAsync(Cancellation)).Findings.Count(static each => each.Part == "personal"));
        }
    }

    /// <summary>Otherwise whoever writes another subject beside a record has the log itself erase it, with the next request of that one.</summary>
    [Fact]
    public async Task What_is_said_to_be_about_somebody_else_than_its_record_says_is_not_erased_with_his()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var reported = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start);
        var behind = reported[^Enclosure.Detach(reported)..];
        behind[behind.AsSpan().IndexOf("resident:1"u8) + 9] = (byte)'2';
        var batch = log.Next(reported[..^behind.Length]);
        Enclosure.AddTo(batch, 0, behind);
        await Store.CommitAsync(batch, Cancellation);
        await Store.ReleaseAsync(Cancellation);
        await using var later = await TestLog.StartAsync(Store, _key);

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await Personal(later).EraseSubjectAsync("resident:2", cancellationToken: Cancellation));
        Assert.Null(Assert.Single(await Store.ReadPersonalAsync(0, 1, Cancellation)).ErasedBy);

        // Whoever has looked at it can have it erased all the same.
        await Personal(later).EraseAsync(0, cancellationToken: Cancellation);
        Assert.NotNull(Assert.Single(await Store.ReadPersonalAsync(0, 1, Cancellation)).ErasedBy);
    }
}
