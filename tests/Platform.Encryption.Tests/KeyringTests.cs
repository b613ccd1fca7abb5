using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

public sealed class KeyringTests : IDisposable
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");
    private static readonly KeyScope Residents = KeyScope.ForPurpose("north", "residents");
    private static readonly KeyScope Ada = KeyScope.ForSubject("north", "residents", "ada");
    private static readonly KeyScope Bob = KeyScope.ForSubject("north", "residents", "bob");

    private readonly FakeTimeProvider _time = new();
    private readonly CountingRootKey _root = new();
    private readonly FallibleKeyStore _store = new();
    private readonly Keyring _keyring;

    public KeyringTests() => _keyring = Another();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keyring.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task What_one_instance_seals_another_opens()
    {
        var value = await SealAsync(_keyring, Ada);
        using var other = Another();

        Assert.Equal("x", await OpenAsync(other, Ada, value));
        Assert.Equal("x", await OpenAsync(_keyring, Ada, value));
    }

    [Fact]
    public async Task Each_scope_has_a_key_of_its_own()
    {
        var ids = new HashSet<KeyId>();
        foreach (var scope in (KeyScope[])[Residents, Ada, Bob, KeyScope.ForPurpose("north", "staff"), KeyScope.ForPurpose("south", "residents"), KeyScope.ForPurpose("north", "ada")])
        {
            using var lease = await _keyring.LeaseOrCreateAsync(scope, Cancellation);
            Assert.True(ids.Add(lease.PrimaryId));
        }
    }

    [Fact]
    public async Task A_thousand_who_come_at_once_cost_one_call_to_the_root_key()
    {
        await SealAsync(_keyring, Residents);
        var before = _root.Unwraps;
        using var cold = Another();
        var gate = new TaskCompletionSource();
        _root.Gate = gate.Task;

        var waiting = Enumerable.Range(0, 1_000).Select(async i =>
        {
            using var lease = await cold.LeaseAsync(Residents, Cancellation);
            return lease.PrimaryId;
        }).ToArray();
        gate.SetResult();

        Assert.Single((await Task.WhenAll(waiting)).Distinct());
        Assert.Equal(before + 1, _root.Unwraps);
    }

    [Fact]
    public async Task A_thousand_subjects_of_one_tenant_cost_one_call_to_the_root_key()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => SealAsync(_keyring, KeyScope.ForSubject("north", "residents", $"{i}"))));
        Assert.Equal(1, _root.Wraps);
        Assert.Equal(1, _root.Unwraps);
    }

    [Fact]
    public async Task A_key_in_memory_costs_no_call_at_all()
    {
        await SealAsync(_keyring, Residents);
        var (reads, unwraps) = (_store.Reads, _root.Unwraps);
        for (var i = 0; i < 100; i++)
            await SealAsync(_keyring, Residents);
        Assert.Equal((reads, unwraps), (_store.Reads, _root.Unwraps));
    }

    [Fact]
    public async Task Many_instances_that_make_the_first_key_at_once_agree_on_one()
    {
        var keyrings = Enumerable.Range(0, 16).Select(_ => Another()).ToArray();
        var ids = await Task.WhenAll(keyrings.Select(async keyring =>
        {
            using var lease = await keyring.LeaseOrCreateAsync(Residents, Cancellation);
            return lease.PrimaryId;
        }));
        Assert.Single(ids.Distinct());
        foreach (var keyring in keyrings)
            keyring.Dispose();
    }

    [Fact]
    public async Task One_who_stops_waiting_does_not_stop_the_others()
    {
        var gate = new TaskCompletionSource();
        _root.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var first = _keyring.LeaseOrCreateAsync(Residents, impatient.Token).AsTask();
        var second = _keyring.LeaseOrCreateAsync(Residents, Cancellation).AsTask();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        (await second).Dispose();
        Assert.Equal(1, _root.Wraps);
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_seals_and_the_old_one_still_opens()
    {
        var old = await SealAsync(_keyring, Residents);
        using var held = await _keyring.LeaseAsync(Residents, Cancellation);

        var id = await _keyring.RotateAsync(Residents, Cancellation);

        var fresh = await SealAsync(_keyring, Residents);
        Assert.Equal(id, KeyId.FromBytes(fresh.AsSpan(2, 32)));
        Assert.NotEqual(id, KeyId.FromBytes(old.AsSpan(2, 32)));
        Assert.Equal("x", await OpenAsync(_keyring, Residents, old));
        Assert.Equal("x", held.Fields.OpenText(Email.Row("7"u8), old));
    }

    [Fact]
    public async Task A_tenant_key_is_rotated_under_keys_that_it_has_wrapped()
    {
        var old = await SealAsync(_keyring, Ada);
        await _keyring.RotateAsync(KeyScope.ForTenant("north"), Cancellation);
        using var other = Another();

        Assert.Equal("x", await OpenAsync(other, Ada, old));
        Assert.Equal("x", await OpenAsync(other, Bob, await SealAsync(_keyring, Bob)));
    }

    [Fact]
    public async Task Rotations_at_once_all_happen()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _keyring.RotateAsync(Residents, Cancellation)));
        Assert.Equal(8, ids.Distinct().Count());
        Assert.Equal(8, (await _store.ReadAsync(Residents, Cancellation)).Keys.Count);
    }

    [Fact]
    public async Task Another_instance_follows_a_rotation_in_the_background()
    {
        using var other = Another();
        await SealAsync(other, Residents);
        var id = await _keyring.RotateAsync(Residents, Cancellation);
        Assert.NotEqual(id, await PrimaryAsync(other, Residents));

        _time.Advance(TimeSpan.FromMinutes(5));
        await UntilAsync(async () => await PrimaryAsync(other, Residents) == id);
    }

    [Fact]
    public async Task A_subject_that_is_shredded_cannot_be_read_and_nobody_else_is_touched()
    {
        var (ada, bob) = (await SealAsync(_keyring, Ada), await SealAsync(_keyring, Bob));
        using var held = await _keyring.LeaseAsync(Ada, Cancellation);
        var id = held.PrimaryId;

        var receipt = await _keyring.ShredAsync(Ada, Cancellation);

        Assert.Equal((Ada, _time.GetUtcNow(), _time.GetUtcNow().AddDays(30)), (receipt.Scope, receipt.DestroyedAt, receipt.BackupsExpireAt));
        Assert.Equal([id], receipt.KeyIds);
        Assert.Throws<ObjectDisposedException>(() => held.Fields.OpenText(Email.Row("7"u8), ada));
        Assert.Throws<ObjectDisposedException>(() => held.Deterministic.SealDeterministically(Email, [1]));
        var thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync(_keyring, Ada, ada));
        Assert.Equal((KeyUnavailableReason.Destroyed, "The keys of north/residents/… were destroyed."), (thrown.Reason, thrown.Message));
        using var other = Another();
        await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync(other, Ada, ada));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => _keyring.RotateAsync(Ada, Cancellation));
        Assert.Equal("x", await OpenAsync(_keyring, Bob, bob));
        _time.Advance(TimeSpan.FromDays(1));
        var again = await _keyring.ShredAsync(Ada, Cancellation);
        Assert.Equal((receipt.DestroyedAt, receipt.BackupsExpireAt), (again.DestroyedAt, again.BackupsExpireAt));
        Assert.Equal(receipt.KeyIds, again.KeyIds);
    }

    [Fact]
    public async Task A_tenant_that_is_shredded_takes_all_its_keys_along()
    {
        var ada = await SealAsync(_keyring, Ada);
        var south = await SealAsync(_keyring, KeyScope.ForPurpose("south", "residents"));
        using var held = await _keyring.LeaseAsync(Ada, Cancellation);

        await _keyring.ShredAsync(KeyScope.ForTenant("north"), Cancellation);

        Assert.Throws<ObjectDisposedException>(() => held.Fields.OpenText(Email.Row("7"u8), ada));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync(_keyring, Ada, ada));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(_keyring, KeyScope.ForPurpose("north", "new")));
        Assert.Equal("x", await OpenAsync(_keyring, KeyScope.ForPurpose("south", "residents"), south));
    }

    [Fact]
    public async Task Another_instance_zeroes_a_shredded_key_when_it_looks_it_up()
    {
        using var other = Another();
        var ada = await SealAsync(other, Ada);
        using var held = await other.LeaseAsync(Ada, Cancellation);
        await _keyring.ShredAsync(Ada, Cancellation);
        Assert.Equal("x", await OpenAsync(other, Ada, ada));

        _time.Advance(TimeSpan.FromMinutes(5));

        await UntilAsync(async () => await Record.ExceptionAsync(() => OpenAsync(other, Ada, ada)) is KeyUnavailableException);
        Assert.Throws<ObjectDisposedException>(() => held.Fields.OpenText(Email.Row("7"u8), ada));
    }

    [Fact]
    public async Task Another_instance_notices_that_the_tenant_of_a_key_was_shredded()
    {
        using var other = Another();
        var ada = await SealAsync(other, Ada);
        await _keyring.ShredAsync(KeyScope.ForTenant("north"), Cancellation);

        _time.Advance(TimeSpan.FromMinutes(5));

        await UntilAsync(async () => await Record.ExceptionAsync(() => OpenAsync(other, Ada, ada)) is KeyUnavailableException);
    }

    [Fact]
    public async Task While_the_store_is_away_keys_in_memory_go_on_for_an_hour_and_then_no_longer()
    {
        var value = await SealAsync(_keyring, Residents);
        _store.Failure = new TimeoutException("the store is away");

        for (var minute = 0; minute < 59; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("x", await OpenAsync(_keyring, Residents, value));
        }
        _time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => OpenAsync(_keyring, Residents, value));
        await Assert.ThrowsAsync<TimeoutException>(() => SealAsync(_keyring, Residents));

        _store.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("x", await OpenAsync(_keyring, Residents, value));
    }

    [Fact]
    public async Task A_look_up_in_the_background_that_fails_is_logged_and_counted_without_the_subject()
    {
        var log = new RecordingLogger<Keyring>();
        using var keyring = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time }, log);
        await SealAsync(keyring, Ada);
        _store.Failure = new TimeoutException("the store is away");
        _time.Advance(TimeSpan.FromMinutes(5));

        await SealAsync(keyring, Ada);
        // Those of the tenant are looked up too, and which comes first is nobody's promise.
        const string Told = "Warning 1 The keys of north/residents/… could not be looked up again. They are used from memory for another 00:";
        await UntilAsync(() => Task.FromResult(log.Lines.Any(static line => line.Contains(Told, StringComparison.Ordinal))));

        Assert.All(log.Lines, static line => Assert.EndsWith(", and then no longer.", line, StringComparison.Ordinal));
        NamesNobody(log);
    }

    [Fact]
    public async Task Rotations_shreddings_and_forgeries_are_logged()
    {
        var log = new RecordingLogger<Keyring>();
        using var keyring = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time }, log);
        var id = await keyring.RotateAsync(Ada, Cancellation);
        await keyring.ShredAsync(Ada, Cancellation);
        _store.Change = stored => stored with { Keys = [.. stored.Keys.Select(key => key with { Wrapped = new byte[106] })] };
        using var cold = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time }, log);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(cold, Residents));

        Assert.Equal(
            [
                $"Information 3 The keys of north/residents/… have a new one, {id}, which seals from now on.",
                $"Information 4 The keys of north/residents/… were destroyed: 1 of them. Backups may hold them until {_time.GetUtcNow().AddDays(30).ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
                "Error 2 The keys of north/residents are not genuine: the key store was changed, or the root key is another.",
            ],
            log.Lines);
        NamesNobody(log);
    }

    [Fact]
    public async Task Look_ups_rotations_refusals_and_shreddings_are_counted()
    {
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (ReferenceEquals(instrument.Meter, _keyring.Meter))
                each.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counts.AddOrUpdate($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}", value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => counts[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => counts.AddOrUpdate(instrument.Name, 1, (_, sum) => sum + 1));
        listener.Start();

        var value = await SealAsync(_keyring, Ada);
        await _keyring.RotateAsync(Ada, Cancellation);
        using (var lease = await _keyring.LeaseAsync(Ada, Cancellation))
            Assert.Equal(OpenResult.NotAuthentic, lease.Fields.TryOpen(Email.Row("8"u8), value, new byte[100], out _));
        await _keyring.ShredAsync(Ada, Cancellation);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(_keyring, Ada));
        listener.RecordObservableInstruments();

        string[] expected =
        [
            "platform.encryption.key.lookups loaded 3", "platform.encryption.key.rotations  1", "platform.encryption.key.shreddings  1",
            "platform.encryption.key.scopes 2", "platform.encryption.open.refusals not_authentic 1", "platform.encryption.root.duration 1",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), counts.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_root_key_nothing_cold_is_opened_and_when_it_is_back_all_is()
    {
        var value = await SealAsync(_keyring, Residents);
        using var cold = Another();
        _root.Failure = new HttpRequestException("429");
        await Assert.ThrowsAsync<HttpRequestException>(() => OpenAsync(cold, Residents, value));
        Assert.Equal("x", await OpenAsync(_keyring, Residents, value));

        _root.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("x", await OpenAsync(cold, Residents, value));
    }

    [Fact]
    public async Task A_root_key_that_answers_with_another_key_is_not_believed()
    {
        await SealAsync(_keyring, Residents);
        _root.AnswersWithAnotherKey = true;
        using var cold = Another();
        var thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(cold, Residents));
        Assert.Equal(KeyUnavailableReason.NotGenuine, thrown.Reason);
    }

    [Fact]
    public async Task Another_root_key_opens_nothing()
    {
        await SealAsync(_keyring, Residents);
        using var otherRoot = new CountingRootKey();
        using var stranger = new Keyring(_store, otherRoot, new KeyringSettings { TimeProvider = _time });
        var thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(stranger, Residents));
        Assert.Equal(KeyUnavailableReason.NotGenuine, thrown.Reason);
    }

    [Fact]
    public async Task A_store_that_was_changed_is_not_believed()
    {
        await SealAsync(_keyring, Ada);
        await SealAsync(_keyring, Bob);
        await _keyring.RotateAsync(Ada, Cancellation);
        var ada = (await _store.ReadAsync(Ada, Cancellation)).Keys;
        var bob = (await _store.ReadAsync(Bob, Cancellation)).Keys;
        var flipped = ada[0].Wrapped.ToArray();
        flipped[^1] ^= 1;

        (string What, StoredKey[] Keys)[] changes =
        [
            ("another's key", [ada[0] with { Wrapped = bob[0].Wrapped, Id = bob[0].Id }]),
            ("another's key under this id", [ada[0] with { Wrapped = bob[0].Wrapped }]),
            ("versions swapped", [ada[0] with { Wrapped = ada[1].Wrapped, Id = ada[1].Id }, ada[1] with { Wrapped = ada[0].Wrapped, Id = ada[0].Id }]),
            ("a bit flipped", [ada[0] with { Wrapped = flipped }]),
            ("cut", [ada[0] with { Wrapped = ada[0].Wrapped[..^1] }]),
            ("empty", [ada[0] with { Wrapped = default }]),
            ("another's record as it is", [bob[0]]),
            ("reversed", [ada[1], ada[0]]),
            ("doubled", [ada[0], ada[0], ada[1]]),
            ("version 0", [ada[0] with { Version = 0 }]),
            ("with another's behind it", [ada[0], bob[0] with { Version = 2 }]),
        ];
        foreach (var (what, keys) in changes)
        {
            _store.Change = stored => stored.Keys.Any(key => key.Scope == Ada) ? stored with { Keys = keys } : stored;
            using var cold = Another();
            var thrown = await Record.ExceptionAsync(() => SealAsync(cold, Ada));
            Assert.True(thrown is KeyUnavailableException { Reason: KeyUnavailableReason.NotGenuine }, $"{what}: {thrown}");
        }
    }

    [Fact]
    public async Task Beyond_its_capacity_the_keyring_zeroes_what_was_not_used_longest_and_held_leases_go_on()
    {
        using var small = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time, Capacity = 4 });
        using var held = await small.LeaseOrCreateAsync(Ada, Cancellation);
        var value = held.Fields.SealText(Email.Row("7"u8), "x");
        for (var i = 0; i < 20; i++)
        {
            await SealAsync(small, KeyScope.ForPurpose("north", $"{i}"));
        }
        var fields = held.Fields;

        Assert.Equal("x", held.Fields.OpenText(Email.Row("7"u8), value));
        held.Dispose();
        Assert.Throws<ObjectDisposedException>(() => fields.OpenText(Email.Row("7"u8), value));
        Assert.Throws<ObjectDisposedException>(() => held.Fields);
        Assert.Equal("x", await OpenAsync(small, Ada, value));
    }

    [Fact]
    public async Task A_keyring_with_room_for_one_still_works()
    {
        using var tiny = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time, Capacity = 1 });
        for (var i = 0; i < 10; i++)
        {
            var scope = KeyScope.ForPurpose("north", $"{i % 3}");
            Assert.Equal("x", await OpenAsync(tiny, scope, await SealAsync(tiny, scope)));
        }
    }

    [Fact]
    public async Task Disposing_the_keyring_zeroes_what_no_lease_holds_and_ends_it()
    {
        var lease = await _keyring.LeaseOrCreateAsync(Residents, Cancellation);
        var fields = lease.Fields;
        _keyring.Dispose();
        _keyring.Dispose();

        fields.SealText(Email.Row("7"u8), "x");
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => fields.SealText(Email.Row("7"u8), "x"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SealAsync(_keyring, Residents));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _keyring.RotateAsync(Residents, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _keyring.ShredAsync(Residents, Cancellation));
    }

    [Fact]
    public async Task Leasing_rotating_shredding_and_evicting_at_once_harm_nobody_else()
    {
        using var small = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time, Capacity = 8 });
        var workers = Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    var scope = KeyScope.ForSubject("north", "residents", $"{(worker + i) % 12}");
                    var value = await SealAsync(small, scope);
                    Assert.Equal("x", await OpenAsync(small, scope, value));
                    if (i % 20 == 19)
                        await small.RotateAsync(scope, Cancellation);
                    var victim = KeyScope.ForSubject("north", "victims", $"{worker}-{i}");
                    await SealAsync(small, victim);
                    await small.ShredAsync(victim, Cancellation);
                    await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(small, victim));
                }
            },
            Cancellation));
        await Task.WhenAll(workers);
    }

    [Fact]
    public void Scopes_and_settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => KeyScope.ForTenant(""));
        Assert.Throws<ArgumentException>(() => KeyScope.ForPurpose("n", ""));
        Assert.Throws<ArgumentException>(() => KeyScope.ForSubject("n", "p", "\ud83d"));
        Assert.Throws<ArgumentException>(() => KeyScope.ForSubject("n", "p", new string('x', 257)));
        foreach (var settings in (KeyringSettings[])[
            new() { RefreshAfter = TimeSpan.Zero }, new() { RetryAfter = TimeSpan.Zero }, new() { UnusableAfter = TimeSpan.FromMinutes(1) },
            new() { BackupRetention = TimeSpan.FromSeconds(-1) }, new() { Capacity = 0 }])
        {
            Assert.Throws<ArgumentException>(() => new Keyring(_store, _root, settings));
        }
    }

    private static async Task<byte[]> SealAsync(Keyring keyring, KeyScope scope)
    {
        using var lease = await keyring.LeaseOrCreateAsync(scope, Cancellation);
        return lease.Fields.SealText(Email.Row("7"u8), "x");
    }

    private static async Task<string> OpenAsync(Keyring keyring, KeyScope scope, byte[] value)
    {
        using var lease = await keyring.LeaseAsync(scope, Cancellation);
        return lease.Fields.OpenText(Email.Row("7"u8), value);
    }

    private static async Task<KeyId> PrimaryAsync(Keyring keyring, KeyScope scope)
    {
        using var lease = await keyring.LeaseAsync(scope, Cancellation);
        return lease.PrimaryId;
    }

    /// <summary>No object that is logged leads to the subject, in whatever way a sink takes it apart.</summary>
    private static void NamesNobody(RecordingLogger<Keyring> log)
    {
        Assert.NotEmpty(log.Values);
        Assert.DoesNotContain(log.Values, static value => value is KeyScope or StoredKey);
        Assert.DoesNotContain(log.Values, static value => System.Text.Json.JsonSerializer.Serialize(value is Exception exception ? exception.ToString() : value).Contains("ada", StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Keyring Another() => new(_store, _root, new KeyringSettings { TimeProvider = _time });
}
