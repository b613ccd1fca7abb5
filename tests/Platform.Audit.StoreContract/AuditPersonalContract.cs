using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Intake;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>What every store does that keeps personal fields beside records: they can be found and read, they can be erased, and no proof is the worse for it.</summary>
public abstract partial class AuditPersonalContract : IDisposable
{
    protected static readonly AuditEventType Reported = new("request.reported");

    private readonly ECDsa _key = TestLog.CreateKey();

    /// <summary>The store, new.</summary>
    protected abstract IAuditPersonalStore Store { get; }

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditPersonalStore OpenAnother();

    protected ECDsa Key => _key;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Inserts a row of the intake, as anybody with that right can; not where there is no intake.</summary>
    protected virtual Task<bool> TryInsertIntakeAsync(byte[] row) => Task.FromResult(false);

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
    public async Task A_personal_value_is_read_beside_the_record_and_does_not_stand_in_it()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var receipt = await ReportAsync(log, "resident:1", "ada@example.com");

        var record = await log.Log.ReadAsync(receipt.Index, Cancellation);
        Assert.DoesNotContain("ada@", Encoding.UTF8.GetString(record.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("resident:1", Encoding.UTF8.GetString(record.Span), StringComparison.Ordinal);
        var value = Assert.Single(await Personal(log).ReadAsync(receipt.Index, Cancellation));
        Assert.Equal(("email", AuditPersonalState.Present, "ada@example.com", null), (value.Name, value.State, value.Value, value.ErasedBy));
        Assert.Equal([receipt.Index], await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Empty(await Personal(log).FindAsync("name", "ada@example.com", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task After_erasing_every_proof_verifies_the_record_says_so_and_searching_finds_nothing()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var before = await ReportAsync(log, "resident:1", "ada@example.com");
        var other = await ReportAsync(log, "resident:2", "grace@example.com");
        var record = await log.Log.ReadAsync(before.Index, Cancellation);
        var proof = await log.Log.ProveAsync(before.Index, Cancellation);
        var checkpoint = await log.Log.GetCheckpointAsync(Cancellation);

        var erasure = await Personal(log).EraseAsync(before.Index, "asked for on paper", Cancellation);

        Assert.Equal(1, erasure.Records);
        var erasedBy = Assert.Single(erasure.Receipts).Index;
        Assert.Equal(record.ToArray(), (await log.Log.ReadAsync(before.Index, Cancellation)).ToArray());
        using (var signer = new EcdsaNoteSigner(TestLog.Origin, CopyOfKey()))
        using (var verifier = signer.CreateVerifier())
        {
            var policy = new CheckpointPolicy(TestLog.Origin, [verifier]);
            Assert.Equal(AuditVerificationResult.Verified, AuditVerifier.Verify(record.Span, proof, policy).Result);
            var proofAfter = await log.Log.ProveAsync(before.Index, Cancellation);
            Assert.Equal(AuditVerificationResult.Verified, AuditVerifier.Verify(record.Span, proofAfter, policy).Result);
        }
        Assert.True((await log.Log.VerifyAsync(checkpoint, Cancellation)).IsIntact);
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
        var value = Assert.Single(await Personal(log).ReadAsync(before.Index, Cancellation));
        Assert.Equal((AuditPersonalState.Erased, null, erasedBy), (value.State, value.Value, value.ErasedBy));
        Assert.Empty(await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Equal([other.Index], await Personal(log).FindAsync("email", "grace@example.com", cancellationToken: Cancellation));
        var said = Text(await log.Log.ReadAsync(erasedBy, Cancellation));
        Assert.Contains($"event \"audit.erased\" target=\"log\" outcome=success reason=\"asked for on paper\" \"count\"=1 \"records\"=\"{before.Index}\"", said, StringComparison.Ordinal);
        Assert.Equal((1, 1), ((await Personal(log).VerifyAsync(Cancellation)).Present, (await Personal(log).VerifyAsync(Cancellation)).Erased));
        var left = Assert.Single(await OpenAnother().ReadPersonalAsync(before.Index, before.Index + 1, Cancellation));
        Assert.Equal((null, 0, 0), (left.Subject, left.Tag.Length, left.Content.Length));
    }

    [Fact]
    public async Task Everything_about_a_subject_is_erased_and_nothing_about_another()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var indices = new List<long>();
        for (var at = 0; at < 12; at++)
            indices.Add((await ReportAsync(log, $"resident:{at % 3}", $"{at}@example.com")).Index);

        var erasure = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal(4, erasure.Records);
        for (var at = 0; at < 12; at++)
        {
            var value = Assert.Single(await Personal(log).ReadAsync(indices[at], Cancellation));
            Assert.Equal(at % 3 == 1 ? AuditPersonalState.Erased : AuditPersonalState.Present, value.State);
        }
        Assert.Equal(0, (await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation)).Records);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Equal_values_do_not_look_equal_and_cannot_be_guessed_from_the_record()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var one = Commitment(await log.Log.ReadAsync((await ReportAsync(log, null, "yes")).Index, Cancellation));
        var other = Commitment(await log.Log.ReadAsync((await ReportAsync(log, null, "yes")).Index, Cancellation));

        Assert.NotEqual(one, other);
        var guess = new byte[PersonalCommitment.Length];
        PersonalCommitment.Compute(new byte[PersonalCommitment.SaltLength], AuditField.Named, "email"u8, default, AuditValueKind.Text, "yes"u8, guess);
        Assert.NotEqual(one, Convert.ToHexString(guess));
    }

    /// <summary>Whatever is appended, looked for and erased, in any order: what is found and read is what a list in memory says.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_list_in_memory_says_the_same(int seed)
    {
        var random = new Random(seed);
        await using var log = await TestLog.StartAsync(Store, _key);
        var model = new List<(long Index, string? Subject, string Email, bool IsErased)>();
        for (var step = 0; step < 80; step++)
        {
            switch (random.Next(10))
            {
                case 0:
                    var subject = $"resident:{random.Next(4)}";
                    var expected = model.Count(each => each.Subject == subject && !each.IsErased);
                    Assert.Equal(expected, (await Personal(log).EraseSubjectAsync(subject, cancellationToken: Cancellation)).Records);
                    model = [.. model.Select(each => each.Subject == subject ? each with { IsErased = true } : each)];
                    break;
                case 1 when model.Count > 0:
                    var at = random.Next(model.Count);
                    Assert.Equal(model[at].IsErased ? 0 : 1, (await Personal(log).EraseAsync(model[at].Index, cancellationToken: Cancellation)).Records);
                    model[at] = model[at] with { IsErased = true };
                    break;
                case 2:
                    await log.CloseAsync(step);
                    break;
                default:
                    var email = $"{random.Next(6)}@example.com";
                    var about = random.Next(3) == 0 ? null : $"resident:{random.Next(4)}";
                    model.Add(((await ReportAsync(log, about, email)).Index, about, email, false));
                    break;
            }
        }

        for (var at = 0; at < 6; at++)
        {
            var email = $"{at}@example.com";
            Assert.Equal(model.Where(each => each.Email == email && !each.IsErased).Select(each => each.Index), await Personal(log).FindAsync(
                "email", email, most: 500, cancellationToken: Cancellation));
        }
        foreach (var (index, _, email, isErased) in model)
        {
            var value = Assert.Single(await Personal(log).ReadAsync(index, Cancellation));
            Assert.Equal((isErased ? AuditPersonalState.Erased : AuditPersonalState.Present, isErased ? null : email), (value.State, value.Value));
        }
        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Empty(verification.Faults);
        Assert.Equal((model.Count(static each => !each.IsErased), model.Count(static each => each.IsErased)), ((int)verification.Present, (int)verification.Erased));
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Finding_goes_on_behind_an_index()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        for (var at = 0; at < 5; at++)
            await ReportAsync(log, null, "ada@example.com");

        var first = await Personal(log).FindAsync("email", "ada@example.com", most: 2, cancellationToken: Cancellation);
        var rest = await Personal(log).FindAsync("email", "ada@example.com", first[^1], cancellationToken: Cancellation);

        Assert.Equal((2, 3), (first.Count, rest.Count));
        Assert.True(rest[0] > first[1]);
    }

    [Fact]
    public async Task A_batch_of_an_epoch_that_is_over_adds_no_contents_and_erases_none()
    {
        var first = await Batches.AcquireAsync(Store, Cancellation);
        var batch = first.Next(Batches.Records(3));
        batch.Add(new AuditPersonalContent(1, 0, "resident:1", new byte[] { 7 }, new byte[] { 1, 2, 3 }, null));
        await Store.CommitAsync(batch, Cancellation);
        await Store.ReleaseAsync(Cancellation);
        var thief = OpenAnother();
        await thief.TryAcquireAsync(Cancellation);
        await thief.ReleaseAsync(Cancellation);
        await Store.TryAcquireAsync(Cancellation);

        var late = first.At(3, first.Epoch, Batches.Records(2, seed: 9));
        late.Add(new AuditPersonalContent(3, 0, "resident:2", new byte[] { 8 }, new byte[] { 4 }, null));
        late.Erase(1, 4);
        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(late, Cancellation));

        var left = Assert.Single(await OpenAnother().ReadPersonalAsync(0, 10, Cancellation));
        Assert.Equal((1, 0, "resident:1", null), (left.Index, left.Place, left.Subject, left.ErasedBy));
        Assert.Equal([1, 2, 3], left.Content.ToArray());
        Assert.Equal([1], await Store.FindSubjectAsync("resident:1", -1, 10, Cancellation));
        Assert.Empty(await Store.FindTagAsync(new byte[] { 8 }, -1, 10, Cancellation));
    }

    [Fact]
    public async Task Several_fields_of_one_record_are_kept_in_their_places_and_erased_together()
    {
        await using var log = await TestLog.StartAsync(Store, _key, add: services => services.AddContext(new AuditContext { Source = "192.0.2.7", PersonalFields = [AuditField.Source] }));
        var receipt = await log.Log.AppendAsync(
            new AuditEvent(Reported) { Subject = "resident:1", Actor = "user:1" }.WithPersonal("phone", "\u0660\u0661").WithPersonal("name", ""), cancellationToken: Cancellation);

        var values = await Personal(log).ReadAsync(receipt.Index, Cancellation);
        Assert.Equal([("source", "192.0.2.7"), ("name", ""), ("phone", "\u0660\u0661")], values.Select(static each => (each.Name, each.Value)));
        Assert.Equal([receipt.Index], await Personal(log).FindAsync("source", "192.0.2.7", cancellationToken: Cancellation));

        await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.All(await Personal(log).ReadAsync(receipt.Index, Cancellation), static each => Assert.Equal(AuditPersonalState.Erased, each.State));
        // Who has erased it, and from where, is personal too, and is there.
        var erasure = receipt.Index + 1;
        Assert.Equal([erasure], await Personal(log).FindAsync("source", "192.0.2.7", cancellationToken: Cancellation));
        Assert.Equal("192.0.2.7", Assert.Single(await Personal(log).ReadAsync(erasure, Cancellation)).Value);
        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Empty(verification.Faults);
    }

    [Fact]
    public async Task A_single_value_is_shown_to_somebody_who_verifies_it_with_the_record_alone()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var receipt = await log.Log.AppendAsync(
            new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com").WithPersonal("name", "Ada"), cancellationToken: Cancellation);
        var record = (await log.Log.ReadAsync(receipt.Index, Cancellation)).ToArray();
        var values = await Personal(log).ReadAsync(receipt.Index, Cancellation);
        var (email, name) = (values[0], values[1]);

        Assert.True(AuditVerifier.VerifyPersonal(record, 0, email.Subject, email.Salt.Span, email.Value!));
        Assert.True(AuditVerifier.VerifyPersonal(record, 1, "resident:1", name.Salt.Span, "Ada"));

        var changed = email.Salt.ToArray();
        changed[31] ^= 1;
        Assert.False(AuditVerifier.VerifyPersonal(record, 0, "resident:1", changed, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 0, "resident:1", email.Salt.Span, "ada@example.org"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 0, "resident:2", email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 0, null, email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 1, "resident:1", email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 2, "resident:1", email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, -1, "resident:1", email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record.AsSpan(1), 0, "resident:1", email.Salt.Span, "ada@example.com"));
        Assert.False(AuditVerifier.VerifyPersonal(record, 0, "resident:1", email.Salt.Span[1..], "ada@example.com"));

        await Personal(log).EraseAsync(receipt.Index, cancellationToken: Cancellation);
        Assert.All(await Personal(log).ReadAsync(receipt.Index, Cancellation), static each => Assert.Equal((0, null), (each.Salt.Length, each.Subject)));
    }

    [Fact]
    public async Task What_waits_when_somebody_erases_is_erased_too()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var waiting = new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com");
        await ReportAsync(log, "resident:1", "ada@example.com");
        var hasIntake = await TryInsertIntakeAsync(AuditIntakeRecord.Write(waiting, Batches.Start));
        await log.Log.AppendAsync(waiting, AuditAcknowledgement.Queued, Cancellation);

        var erasure = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.True(erasure.IsComplete);
        Assert.Equal(hasIntake ? 3 : 2, erasure.Records);
        Assert.Empty(await Store.FindSubjectAsync("resident:1", -1, 10, Cancellation));
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Whoever_erases_is_told_when_something_still_waits()
    {
        await using var log = await TestLog.StartAsync(Store, _key, static options => (options.IntakeInterval, options.Deadline) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        await ReportAsync(log, "resident:1", "ada@example.com");
        var hasIntake = await TryInsertIntakeAsync(AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start));

        var erasure = await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal((1, !hasIntake), (erasure.Records, erasure.IsComplete));
    }

    [Fact]
    public async Task What_the_context_calls_personal_is_so_whoever_says_it_and_is_erased_by_whom_it_is_about()
    {
        await using var log = await TestLog.StartAsync(
            Store, _key, add: services => services.AddContext(new AuditContext { Subject = "user:1", Source = "192.0.2.7", PersonalFields = [AuditField.Source, AuditField.Reason] }));
        var own = await log.Log.AppendAsync(new AuditEvent(Reported) { Source = "192.0.2.9", Reason = "asked by phone" }, cancellationToken: Cancellation);
        var others = await log.Log.AppendAsync(new AuditEvent(Reported) { Subject = "resident:1" }, cancellationToken: Cancellation);

        Assert.DoesNotContain("192.0.2", Encoding.UTF8.GetString((await log.Log.ReadAsync(own.Index, Cancellation)).Span), StringComparison.Ordinal);
        Assert.Equal([("source", "192.0.2.9"), ("reason", "asked by phone")], (await Personal(log).ReadAsync(own.Index, Cancellation)).Select(static each => (each.Name, each.Value)));

        Assert.Equal(1, (await Personal(log).EraseSubjectAsync("user:1", cancellationToken: Cancellation)).Records);

        Assert.All(await Personal(log).ReadAsync(own.Index, Cancellation), static each => Assert.Equal(AuditPersonalState.Erased, each.State));
        Assert.Equal("192.0.2.7", Assert.Single(await Personal(log).ReadAsync(others.Index, Cancellation)).Value);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task What_is_protected_is_stored_sealed_and_is_gone_with_its_key()
    {
        var protector = new ShreddingProtector();
        await using var log = await TestLog.StartAsync(Store, _key, add: services => services.AddProtector(protector));
        var one = await ReportAsync(log, "resident:1", "ada@example.com");
        var other = await ReportAsync(log, "resident:2", "grace@example.com");

        Assert.All(await Store.ReadPersonalAsync(0, 100, Cancellation), static each =>
            Assert.DoesNotContain("example.com", Encoding.UTF8.GetString(each.Content.Span), StringComparison.Ordinal));
        Assert.Equal([one.Index], await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Equal("ada@example.com", Assert.Single(await Personal(log).ReadAsync(one.Index, Cancellation)).Value);

        protector.Shred("resident:1");

        Assert.Equal(AuditPersonalState.KeyDestroyed, Assert.Single(await Personal(log).ReadAsync(one.Index, Cancellation)).State);
        Assert.Equal(AuditPersonalState.Present, Assert.Single(await Personal(log).ReadAsync(other.Index, Cancellation)).State);
        // It could have been changed as well, so it has to stand in the log.
        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Equal((1, 1), (verification.Present, verification.Unreadable));
        Assert.Equal((one.Index, 0), (Assert.Single(verification.Faults).Index, verification.Faults[0].Place));
        await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
        verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Equal((true, 1, 1, 0), (verification.IsIntact, verification.Present, verification.Erased, verification.Unreadable));
    }

    /// <summary>A key service that is away for a minute is no thousand cases of tampering.</summary>
    [Fact]
    public async Task While_keys_are_away_nothing_is_said_to_be_changed_and_nothing_to_be_intact()
    {
        var protector = new ShreddingProtector();
        await using var log = await TestLog.StartAsync(Store, _key, add: services => services.AddProtector(protector));
        var one = await ReportAsync(log, "resident:1", "ada@example.com");
        await ReportAsync(log, "resident:2", "grace@example.com");

        protector.IsAway = true;

        Assert.Equal(AuditPersonalState.Unavailable, Assert.Single(await Personal(log).ReadAsync(one.Index, Cancellation)).State);
        var unknown = await Assert.ThrowsAsync<AuditContentUnavailableException>(async () => await Personal(log).VerifyAsync(Cancellation));
        Assert.Equal((one.Index, 0), (unknown.Index, unknown.Place));
        if (Store is IAuditInspectedStore inspected)
        {
            await Assert.ThrowsAsync<AuditContentUnavailableException>(
                async () => await new AuditStoreInspector(inspected) { Protector = protector }.InspectAsync(Cancellation));
        }
        protector.IsAway = false;
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
        Assert.Equal([one.Index], await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Reading_and_finding_are_recorded_without_what_was_looked_for()
    {
        await using var log = await TestLog.StartAsync(Store, _key, static options => options.RecordReads = true);
        var receipt = await ReportAsync(log, "resident:1", "ada@example.com");

        await Personal(log).ReadAsync(receipt.Index, Cancellation);
        await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation);

        var state = await Store.ReadStateAsync(Cancellation);
        var texts = new List<string>();
        for (var index = receipt.Index + 1; index < state.Size; index++)
            texts.Add(Text(await new TileReader(Store, state.Size).ReadEntryAsync(index, Cancellation)));
        Assert.Contains(texts, text => text.Contains($"\"audit.personal.read\" target=\"record:{receipt.Index}\"", StringComparison.Ordinal));
        Assert.Contains(texts, static text => text.Contains("\"audit.personal.searched\"", StringComparison.Ordinal) && text.Contains("\"found\"=1", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, static text => text.Contains("ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_protector_that_comes_later_leaves_what_was_there_readable_and_found()
    {
        AuditReceipt before;
        await using (var plain = await TestLog.StartAsync(Store, _key))
            before = await ReportAsync(plain, "resident:1", "ada@example.com");
        await using var log = await TestLog.StartAsync(Store, _key, add: static services => services.AddProtector(new ShreddingProtector()));

        var after = await ReportAsync(log, "resident:1", "ada@example.com");

        Assert.Equal("ada@example.com", Assert.Single(await Personal(log).ReadAsync(before.Index, Cancellation)).Value);
        Assert.Equal([before.Index, after.Index], await Personal(log).FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Equal([before.Index], await Personal(log).FindAsync("email", "ada@example.com", most: 1, cancellationToken: Cancellation));
        Assert.Equal([after.Index], await Personal(log).FindAsync("email", "ada@example.com", before.Index, cancellationToken: Cancellation));
        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Equal((true, 2), (verification.IsIntact, verification.Present));
    }

    /// <summary>A content that nobody can open is erased, and nothing says so: one byte is enough for that.</summary>
    [Theory]
    [InlineData("value")]
    [InlineData("form")]
    public async Task A_sealed_content_that_was_changed_is_found_out(string what)
    {
        var protector = new ShreddingProtector();
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported).WithPersonal("email", "ada@example.com"), Batches.Start, protector: protector);
        var behind = row[^Enclosure.Detach(row)..];
        var batch = log.Next(row[..^behind.Length]);
        // The form stands behind the kind of the enclosure, two bytes for no subject, the number of contents, the tag and the length of the content.
        behind[what == "form" ? 1 + 2 + 1 + 1 + 32 + 2 : behind.Length - 5] ^= 4;
        Enclosure.AddTo(batch, 0, behind);
        await Store.CommitAsync(batch, Cancellation);

        var verification = await new PersonalVerifier(Store, protector, size: 1).VerifyAsync(Cancellation);

        Assert.Equal((false, 0), (verification.IsIntact, verification.Unreadable));
        Assert.Contains("is not what it has committed to", Assert.Single(verification.Faults).Description, StringComparison.Ordinal);
    }

    /// <summary>Records that say that something was erased, by whoever has the key of the log.</summary>
    [Theory]
    [InlineData(1, "0", 0, "record 1 says that it was erased, and it is there")]
    [InlineData(2, "0", AuditPersonalFault.Record, "not what, or how much")]
    [InlineData(1, "00", AuditPersonalFault.Record, "not what, or how much")]
    [InlineData(1, "1", AuditPersonalFault.Record, "that was not there before it")]
    [InlineData(2, "7-8", AuditPersonalFault.Record, "that was not there before it")]
    public async Task A_record_that_says_that_something_was_erased_that_was_not_is_found_out(int count, string records, int place, string description)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start);
        var behind = Enclosure.Detach(row);
        var says = AuditIntakeRecord.Write(new AuditEvent(AuditEventType.Own(LogErased.Name)).With("count", count).With("records", records), Batches.Start);
        var batch = log.Next(row[..^behind], says);
        Enclosure.AddTo(batch, 0, row.AsSpan(row.Length - behind));
        await Store.CommitAsync(batch, Cancellation);

        var verification = await new PersonalVerifier(Store, protector: null, size: 2).VerifyAsync(Cancellation);

        var fault = Assert.Single(verification.Faults);
        Assert.Equal((place == AuditPersonalFault.Record ? 1 : 0, place), (fault.Index, fault.Place));
        Assert.Contains(description, fault.Description, StringComparison.Ordinal);
    }

    private async Task WaitForSizeAsync(long size)
    {
        for (var tries = 0; tries < 500 && (await Store.ReadStateAsync(Cancellation)).Size < size; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        Assert.True((await Store.ReadStateAsync(Cancellation)).Size >= size, "It is not taken up.");
    }

    private async Task AssertIsInNoRecordAsync(ReadOnlyMemory<byte> bytes)
    {
        var state = await Store.ReadStateAsync(Cancellation);
        for (var index = 0L; index < state.Size; index++)
            Assert.Equal(-1, (await new TileReader(Store, state.Size).ReadEntryAsync(index, Cancellation)).Span.IndexOf(bytes.Span));
    }

    private static async Task<long> FindOneAsync(TestLog log, string email)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (await Personal(log).FindAsync("email", email, cancellationToken: Cancellation) is [var index])
                return index;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
        throw new TimeoutException("It is not recorded.");
    }

    protected static IAuditPersonalData Personal(TestLog log) => log.Service<IAuditPersonalData>();

    protected static ValueTask<AuditReceipt> ReportAsync(TestLog log, string? subject, string email) =>
        log.Log.AppendAsync(new AuditEvent(Reported) { Subject = subject, Target = "request:1" }.WithPersonal("email", email), cancellationToken: Cancellation);

    private ECDsa CopyOfKey() => ECDsa.Create(_key.ExportParameters(includePrivateParameters: true));

    private static string Commitment(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes.Span, out var record));
        foreach (var field in record.Fields)
        {
            if (field.Kind == AuditValueKind.Personal)
                return Convert.ToHexString(field.Bytes);
        }
        throw new InvalidOperationException("There is none.");
    }

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes.Span, out var record));
        return record.ToString();
    }
}
