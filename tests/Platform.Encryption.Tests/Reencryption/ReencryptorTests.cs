using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests.Reencryption;

public sealed class ReencryptorTests : KeyringTestBase
{
    private static readonly TimeSpan UntilProvable = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10) + TimeSpan.FromMinutes(10);

    private readonly MemoryTarget _letters = new("letters", Residents, Ada);

    [Fact]
    public async Task After_a_rotation_every_value_is_sealed_anew_and_reads_as_before()
    {
        await WriteAsync(Enumerable.Range(0, 45));
        var former = await RotateAsync();

        var report = await Reencryptor(pageSize: 10).RunAsync(Residents, Cancellation);

        Assert.Equal((45, 0, 0, 0), (report.Replaced, report.Changed, report.Unreadable, report.Left));
        Assert.Equal([new ReencryptionCount("letters", 0)], report.Counts);
        Assert.All(_letters.Values.Values, value => Assert.NotEqual(former, IdOf(value)));
        await AssertReadableAsync(Another(), 45);
        Assert.Equal(0, (await Reencryptor().RunAsync(Residents, Cancellation)).Replaced);
    }

    [Fact]
    public async Task Without_a_former_key_there_is_nothing_to_do_and_nobody_is_asked()
    {
        await WriteAsync([1]);

        var report = await Reencryptor().RunAsync(Residents, Cancellation);

        Assert.Equal((0, 0), (report.Replaced, _letters.Asked));
        Assert.Null(report.Proof);
        Assert.Null(report.ProvableFrom);
    }

    [Fact]
    public async Task A_key_is_retired_only_when_no_instance_can_seal_with_it_any_more()
    {
        await WriteAsync(Enumerable.Range(0, 5));
        var rotatedAt = Time.GetUtcNow();
        var former = await RotateAsync();
        var early = await Reencryptor().RunAsync(Residents, Cancellation);
        Assert.Null(early.Proof);
        Assert.Equal(rotatedAt + UntilProvable, early.ProvableFrom);

        Time.Advance(UntilProvable - TimeSpan.FromTicks(1));
        Assert.Null((await Reencryptor().RunAsync(Residents, Cancellation)).Proof);
        Time.Advance(TimeSpan.FromTicks(1));
        var proof = (await Reencryptor().RunAsync(Residents, Cancellation)).Proof;

        Assert.NotNull(proof);
        Assert.Equal([Residents], proof.Scopes);
        Assert.Equal(Time.GetUtcNow(), proof.CountedAt);
        Assert.Equal([former], proof.Keys);
        Assert.Equal(["letters"], proof.Targets);
        Assert.Equal([former], await Keyring.RetireAsync(proof, Cancellation));
        Assert.Empty(await Keyring.RetireAsync(proof, Cancellation));
        Assert.Single((await Store.ReadAsync(Residents, Cancellation)).Keys);
        await AssertReadableAsync(Keyring, 5);
        await AssertReadableAsync(Another(), 5);
    }

    [Fact]
    public async Task What_another_instance_goes_on_sealing_with_a_former_key_is_found_before_the_proof()
    {
        await WriteAsync([0]);
        using var late = await Another().LeaseAsync(Residents, Cancellation);
        await RotateAsync();
        Assert.Equal(0, (await Reencryptor().RunAsync(Residents, Cancellation)).Left);

        Time.Advance(TimeSpan.FromMinutes(59));
        _letters.Write(late, 1, "text 1");
        Time.Advance(UntilProvable);
        Assert.Throws<ObjectDisposedException>(() => _letters.Write(late, 2, "text 2"));
        var report = await Reencryptor().RunAsync(Residents, Cancellation);

        Assert.Equal((1, 0), (report.Replaced, report.Left));
        await Keyring.RetireAsync(report.Proof!, Cancellation);
        await AssertReadableAsync(Another(), 2);
    }

    [Fact]
    public async Task A_proof_names_the_keys_that_are_old_enough_and_not_the_others()
    {
        await WriteAsync([0]);
        var first = await RotateAsync();
        Time.Advance(UntilProvable);
        var rotatedAt = Time.GetUtcNow();
        var second = await RotateAsync();

        var report = await Reencryptor().RunAsync(Residents, Cancellation);

        Assert.Equal([first], report.Proof!.Keys);
        Assert.Equal(rotatedAt + UntilProvable, report.ProvableFrom);
        await Keyring.RetireAsync(report.Proof, Cancellation);
        Assert.Contains(second, (await Store.ReadAsync(Residents, Cancellation)).Keys.Select(key => key.Id));
    }

    [Fact]
    public async Task A_value_that_does_not_open_keeps_its_key_alive_and_is_told()
    {
        await WriteAsync(Enumerable.Range(0, 3));
        _letters.Values[1][^1] ^= 1;
        await RotateAsync();
        Time.Advance(UntilProvable);

        var report = await Reencryptor().RunAsync(Residents, Cancellation);

        Assert.Equal((2, 1, 1), (report.Replaced, report.Unreadable, report.Left));
        Assert.Null(report.Proof);
        Assert.Null(report.ProvableFrom);

        _letters.Values.TryRemove(1, out _);
        Assert.NotNull((await Reencryptor().RunAsync(Residents, Cancellation)).Proof);
    }

    [Fact]
    public async Task What_somebody_changes_meanwhile_is_left_as_it_was_changed()
    {
        await WriteAsync(Enumerable.Range(0, 4));
        using var late = await Another().LeaseAsync(Residents, Cancellation);
        await RotateAsync();
        _letters.Between = () =>
        {
            _letters.Between = () => Task.CompletedTask;
            _letters.Write(late, 2, "changed");
            return Task.CompletedTask;
        };

        var report = await Reencryptor().RunAsync(Residents, Cancellation);

        Assert.Equal((4, 1, 0), (report.Replaced, report.Changed, report.Left));
        using var lease = await Keyring.LeaseAsync(Residents, Cancellation);
        Assert.Equal("changed", _letters.Read(lease, 2));
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_goes_on_where_it_was()
    {
        await WriteAsync(Enumerable.Range(0, 30));
        await RotateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _letters.Between = () => _letters.Asked == 2 ? stop.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reencryptor(pageSize: 10).RunAsync(Residents, stop.Token));
        _letters.Between = () => Task.CompletedTask;

        var report = await Reencryptor(pageSize: 10).RunAsync(Residents, Cancellation);

        Assert.Equal((20, 0), (report.Replaced, report.Left));
        await AssertReadableAsync(Another(), 30);
    }

    [Fact]
    public async Task Two_at_once_do_each_value_once()
    {
        await WriteAsync(Enumerable.Range(0, 200));
        await RotateAsync();
        _letters.Between = async () => await Task.Yield();

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Reencryptor(pageSize: 10, keyring: Another()).RunAsync(Residents, Cancellation), Cancellation)));

        Assert.Equal(200, reports.Sum(report => report.Replaced));
        await AssertReadableAsync(Another(), 200);
    }

    [Fact]
    public async Task An_instance_that_has_not_heard_of_the_rotation_seals_with_the_newest_key_all_the_same()
    {
        await WriteAsync([0]);
        var late = Another();
        await AssertReadableAsync(late, 1);
        await RotateAsync();

        Assert.Equal((1, 0), await RunAsync(late));

        async Task<(long, long)> RunAsync(Keyring keyring)
        {
            var report = await Reencryptor(keyring: keyring).RunAsync(Residents, Cancellation);
            return (report.Replaced, report.Left);
        }
    }

    [Fact]
    public async Task Where_no_target_may_hold_a_scope_nobody_knows_where_its_values_are_and_nothing_is_proved()
    {
        await WriteAsync([0]);
        await SealAsync(Keyring, Bob);
        await Keyring.RotateAsync(Bob, Cancellation);
        Time.Advance(UntilProvable);

        var report = await Reencryptor().RunAsync(Bob, Cancellation);

        Assert.Equal(0, report.Left);
        Assert.Null(report.Proof);
        Assert.Empty(await RunAllAsync(Reencryptor()));
    }

    [Fact]
    public async Task A_value_that_today_s_configuration_puts_elsewhere_is_found_by_its_key_and_sealed_anew()
    {
        // The purpose of this column was another when its value was sealed.
        var renamed = new MemoryTarget("renamed", Bob);
        using (var lease = await Keyring.LeaseOrCreateAsync(Residents, Cancellation))
            renamed.Write(lease, 7, "text 7");
        await RotateAsync();
        renamed.Refuses = static _ => true;
        Time.Advance(UntilProvable);
        var reencryptor = new Reencryptor(Keyring, [_letters, renamed], new ReencryptionSettings { ValuesPerSecond = null });

        var report = await reencryptor.RunAsync(Residents, Cancellation);
        Assert.Equal((0, 1, 1), (report.Replaced, report.Refused, report.Left));
        Assert.Null(report.Proof);

        renamed.Refuses = static _ => false;
        report = await reencryptor.RunAsync(Residents, Cancellation);
        Assert.Equal((1, 0), (report.Replaced, report.Left));
        Assert.Equal(["letters", "renamed"], report.Proof!.Targets);
        await Keyring.RetireAsync(report.Proof, Cancellation);
        using var reading = await Another().LeaseAsync(Residents, Cancellation);
        Assert.Equal("text 7", renamed.Read(reading, 7));
    }

    [Fact]
    public async Task Keys_of_many_subjects_are_searched_at_once()
    {
        const int Subjects = 450;
        var scopes = Enumerable.Range(0, Subjects).Select(i => KeyScope.ForSubject("north", "residents", $"person {i}")).ToArray();
        var people = new MemoryTarget("people", scopes);
        for (var i = 0; i < Subjects; i++)
        {
            using (var lease = await Keyring.LeaseOrCreateAsync(scopes[i], Cancellation))
                people.Write(lease, i, $"text {i}");
            await Keyring.RotateAsync(scopes[i], Cancellation);
        }
        Time.Advance(UntilProvable);

        var reports = await RunAllAsync(new Reencryptor(Keyring, [people], new ReencryptionSettings { PageSize = 1_000, ValuesPerSecond = null }));

        Assert.Equal([200, 200, 50], reports.Select(static report => report.Scopes.Count));
        Assert.Equal(Subjects, reports.Sum(static report => report.Replaced));
        Assert.True(people.Asked + people.Counted <= 12, $"{people.Asked} pages and {people.Counted} counts.");
        foreach (var report in reports)
            await Keyring.RetireAsync(report.Proof!, Cancellation);
        for (var i = 0; i < Subjects; i++)
        {
            using var lease = await Keyring.LeaseAsync(scopes[i], Cancellation);
            Assert.Equal($"text {i}", people.Read(lease, i));
            Assert.Single((await Store.ReadAsync(scopes[i], Cancellation)).Keys);
        }
    }

    [Fact]
    public async Task One_subject_who_is_erased_meanwhile_does_not_keep_the_others_of_a_batch_waiting()
    {
        var people = new MemoryTarget("people", Ada, Bob);
        foreach (var (scope, row) in new[] { (Ada, 1), (Bob, 2) })
        {
            using (var lease = await Keyring.LeaseOrCreateAsync(scope, Cancellation))
                people.Write(lease, row, $"text {row}");
            await Keyring.RotateAsync(scope, Cancellation);
        }
        Time.Advance(UntilProvable);
        people.Between = async () => await Keyring.ShredAsync(Ada, Cancellation);

        var report = Assert.Single(await RunAllAsync(new Reencryptor(Keyring, [people])));

        Assert.Equal((1, 1, 1), (report.Replaced, report.Unreadable, report.Left));
        Assert.Equal([Bob], report.Proof!.Scopes);
    }

    [Fact]
    public async Task A_target_that_fails_does_not_keep_the_others_waiting_and_nothing_is_proved_meanwhile()
    {
        await WriteAsync([0, 1]);
        var failing = new MemoryTarget("failing", Residents) { Between = static () => throw new IOException("away") };
        await RotateAsync();
        Time.Advance(UntilProvable);
        var reencryptor = new Reencryptor(Keyring, [failing, _letters], new ReencryptionSettings { ValuesPerSecond = null });

        Assert.Equal("away", (await Assert.ThrowsAsync<IOException>(() => reencryptor.RunAsync(Residents, Cancellation))).Message);

        Assert.Equal(0, failing.Counted + _letters.Counted);
        failing.Between = static () => Task.CompletedTask;
        var report = await reencryptor.RunAsync(Residents, Cancellation);
        Assert.Equal((0, 0), (report.Replaced, report.Left)); // it was done when the other failed
        Assert.NotNull(report.Proof);
    }

    [Fact]
    public async Task A_tenant_whose_place_cannot_be_reached_is_told_by_itself()
    {
        var lost = KeyScope.ForPurpose("lost", "residents");
        var people = new MemoryTarget("people", Residents) { Unreachable = lost };
        foreach (var scope in (KeyScope[])[lost, Residents])
        {
            await SealAsync(Keyring, scope);
            await Keyring.RotateAsync(scope, Cancellation);
        }
        var reencryptor = new Reencryptor(Keyring, [people]);

        var batches = new List<ReencryptionBatch>();
        await foreach (var batch in reencryptor.FindBatchesAsync(tenant: null, static _ => true, Cancellation))
            batches.Add(batch);

        Assert.Equal(["lost", "north"], batches.Select(static batch => batch.Tenant));
        await Assert.ThrowsAsync<IOException>(() => reencryptor.RunAsync(batches[0], Cancellation));
        await reencryptor.RunAsync(batches[1], Cancellation);
    }

    [Fact]
    public async Task A_proof_does_not_keep()
    {
        await WriteAsync([0]);
        var former = await RotateAsync();
        Time.Advance(UntilProvable);
        var before = _letters.Values[0];
        var proof = (await Reencryptor().RunAsync(Residents, Cancellation)).Proof!;

        // The data is put back as it was; the proof is of before.
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Time.GetUtcNow(), proof.ValidUntil);
        Assert.Contains("Count again", (await Assert.ThrowsAsync<ArgumentException>(() => Keyring.RetireAsync(proof, Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains(former, (await Store.ReadAsync(Residents, Cancellation)).Keys.Select(key => key.Id));
        Assert.NotSame(before, _letters.Values[0]);

        var again = (await Reencryptor().RunAsync(Residents, Cancellation)).Proof!;
        Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal([former], await Keyring.RetireAsync(again, Cancellation));
    }

    [Fact]
    public async Task A_run_that_finds_nothing_says_so_quietly()
    {
        await WriteAsync([0]);
        await RotateAsync();
        var log = new RecordingLogger<Reencryptor>();
        var reencryptor = new Reencryptor(Keyring, [_letters], new ReencryptionSettings { ValuesPerSecond = null }, log);

        await reencryptor.RunAsync(Residents, Cancellation);
        await reencryptor.RunAsync(Residents, Cancellation);

        Assert.Equal(["Information 6", "Debug 9"], log.Lines.Select(static line => string.Join(' ', line.Split(' ')[..2])));
    }

    [Fact]
    public async Task The_scopes_that_have_former_keys_are_found()
    {
        var west = KeyScope.ForPurpose("west", "residents");
        foreach (var scope in (KeyScope[])[Residents, Ada, Bob, west])
            await SealAsync(Keyring, scope);
        foreach (var scope in (KeyScope[])[Residents, Bob, Bob, west])
            await Keyring.RotateAsync(scope, Cancellation);

        Assert.Equal([Residents, west, Bob], await FindAsync(null));
        Assert.Equal([Residents, Bob], await FindAsync("north"));

        async Task<List<KeyScope>> FindAsync(string? tenant)
        {
            var found = new List<KeyScope>();
            await foreach (var scope in Reencryptor().FindWorkAsync(tenant, Cancellation))
                found.Add(scope);
            return found;
        }
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        Assert.Contains("Two targets are named letters", Assert.Throws<ArgumentException>(() => new Reencryptor(Keyring, [_letters, new MemoryTarget("letters")])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Reencryptor(Keyring, [], new ReencryptionSettings { PageSize = 0 }));
        Assert.Throws<ArgumentException>(() => new Reencryptor(Keyring, [], new ReencryptionSettings { ValuesPerSecond = 0 }));
        Assert.Throws<ArgumentException>(() => new Reencryptor(Keyring, [], new ReencryptionSettings { Grace = TimeSpan.FromTicks(-1) }));
        await Assert.ThrowsAsync<ArgumentException>(() => Reencryptor().RunAsync(North, Cancellation));
        Assert.Equal(KeyUnavailableReason.Missing, await ReasonAsync(() => Reencryptor().RunAsync(Residents, Cancellation)));
        await SealAsync(Keyring, Ada);
        await Keyring.ShredAsync(Ada, Cancellation);
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => Reencryptor().RunAsync(Ada, Cancellation)));
    }

    [Fact]
    public async Task It_rests_so_that_no_more_values_are_replaced_in_a_second_than_was_allowed()
    {
        await WriteAsync(Enumerable.Range(0, 40));
        await RotateAsync();
        var started = Time.GetUtcNow();

        var running = new Reencryptor(Keyring, [_letters], new ReencryptionSettings { PageSize = 10, ValuesPerSecond = 5 }).RunAsync(Residents, Cancellation);
        while (!running.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Equal(40, (await running).Replaced);
        Assert.True(Time.GetUtcNow() - started >= TimeSpan.FromSeconds(8), $"It took {Time.GetUtcNow() - started}.");
    }

    private Reencryptor Reencryptor(int pageSize = 200, Keyring? keyring = null) =>
        new(keyring ?? Keyring, [_letters], new ReencryptionSettings { PageSize = pageSize, ValuesPerSecond = null });

    private static async Task<List<ReencryptionReport>> RunAllAsync(Reencryptor reencryptor)
    {
        var reports = new List<ReencryptionReport>();
        await foreach (var report in reencryptor.RunAllAsync(tenant: null, Cancellation))
            reports.Add(report);
        return reports;
    }

    private async Task WriteAsync(IEnumerable<int> rows)
    {
        using var lease = await Keyring.LeaseOrCreateAsync(Residents, Cancellation);
        foreach (var row in rows)
            _letters.Write(lease, row, $"text {row}");
    }

    private async Task<KeyId> RotateAsync()
    {
        var former = (await Store.ReadAsync(Residents, Cancellation)).Keys[^1].Id;
        await Keyring.RotateAsync(Residents, Cancellation);
        return former;
    }

    private async Task AssertReadableAsync(Keyring keyring, int rows)
    {
        using var lease = await keyring.LeaseAsync(Residents, Cancellation);
        Assert.Equal(rows, _letters.Values.Count);
        foreach (var row in _letters.Values.Keys)
            Assert.Equal($"text {row}", _letters.Read(lease, row));
    }

    private static KeyId IdOf(byte[] value) => KeyId.TryReadFrom(value, out var id) ? id : default;
}
