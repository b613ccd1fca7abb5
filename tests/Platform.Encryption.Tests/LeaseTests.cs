using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class LeaseTests : KeyringTestBase
{
    [Fact]
    public async Task What_only_reads_makes_no_key_and_asks_no_root_key()
    {
        Assert.Equal(KeyUnavailableReason.Missing, await ReasonAsync(() => OpenAsync(Keyring, Ada, [])));
        Assert.Null(await Keyring.TryLeaseAsync(Ada, Cancellation));
        Assert.Equal((0, 0, 0), (Store.Adds, Root.Wraps, Root.Unwraps));
        Assert.Empty((await Store.ReadAsync(Ada, Cancellation)).Keys);
    }

    [Fact]
    public async Task A_key_that_another_instance_makes_is_there_at_once()
    {
        Assert.Null(await Keyring.TryLeaseAsync(Ada, Cancellation));
        var value = await SealAsync(Another(), Ada);
        Assert.Equal("x", await OpenAsync(Keyring, Ada, value));
        using var lease = await Keyring.TryLeaseAsync(Ada, Cancellation);
        Assert.NotNull(lease);
    }

    [Fact]
    public async Task Readers_and_writers_who_come_at_once_each_get_what_they_ask_for()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            async () =>
            {
                using var lease = i % 2 == 0 ? await Keyring.TryLeaseAsync(Ada, Cancellation) : await Keyring.LeaseOrCreateAsync(Ada, Cancellation);
                return lease?.PrimaryId;
            },
            Cancellation)));
        Assert.Single(results.Where((_, i) => i % 2 == 1).Distinct());
        Assert.Single(results.OfType<KeyId>().Distinct());
        Assert.Equal((1, 1), (Root.Wraps, Root.Unwraps));
    }

    [Fact]
    public async Task A_tenant_key_is_leased_to_nobody()
    {
        await SealAsync(Keyring, Ada);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Keyring.LeaseAsync(North, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Keyring.TryLeaseAsync(North, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Keyring.LeaseOrCreateAsync(North, Cancellation));
    }

    [Theory]
    [InlineData(false, NonceMode.Random)]
    [InlineData(false, NonceMode.Epoch)]
    [InlineData(true, NonceMode.Random)]
    [InlineData(true, NonceMode.Epoch)]
    public async Task Padding_and_nonces_of_fields_do_not_reach_wrapped_keys(bool padded, NonceMode mode)
    {
        var fields = new FieldCipherSettings { Padding = padded ? PaddingBuckets.Of(8, 64) : PaddingBuckets.None, NonceMode = mode, TimeProvider = Time };
        var (one, other) = (Another(fields: fields), Another(fields: fields));
        foreach (var scope in (KeyScope[])[Residents, Ada])
        {
            var value = await SealAsync(one, scope);
            Assert.Equal("x", await OpenAsync(other, scope, value));
            Assert.Equal("x", await OpenAsync(Keyring, scope, value));
            await one.RotateAsync(scope, Cancellation);
            Assert.Equal("x", await OpenAsync(one, scope, value));
            Assert.All((await Store.ReadAsync(scope, Cancellation)).Keys, static key => Assert.Equal(106, key.Wrapped.Length));
        }
    }

    [Fact]
    public async Task No_cipher_of_an_application_opens_a_wrapped_key()
    {
        await SealAsync(Keyring, Ada);
        var row = (await Store.ReadAsync(Ada, Cancellation)).Keys[0];
        var tenant = (await Store.ReadAsync(North, Cancellation)).Keys[0];
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);

        foreach (var wrapped in (ReadOnlyMemory<byte>[])[row.Wrapped, tenant.Wrapped])
        {
            Assert.Equal(OpenResult.NotSealed, lease.Fields.TryOpen(Email.Row("7"u8), wrapped.Span, new byte[200], out _));
            Assert.Equal(OpenResult.NotSealed, lease.Deterministic.TryOpen(Email, wrapped.Span, new byte[200], out _));
            Assert.False(KeyId.TryReadFrom(wrapped.Span, out _));
        }
    }

    [Fact]
    public async Task A_rotation_that_all_instances_make_at_the_same_hour_makes_one_key()
    {
        await SealAsync(Keyring, Residents);
        Time.Advance(TimeSpan.FromDays(31));
        var instances = Enumerable.Range(0, 8).Select(_ => Another()).ToArray();

        var ids = await Task.WhenAll(instances.Select(each => each.RotateAsync(Residents, TimeSpan.FromDays(30), Cancellation)));

        Assert.Single(ids.Distinct());
        Assert.Equal(2, (await Store.ReadAsync(Residents, Cancellation)).Keys.Count);
        Assert.Equal(ids[0], await Keyring.RotateAsync(Residents, TimeSpan.FromDays(30), Cancellation));
    }

    [Fact]
    public async Task A_store_that_refuses_every_key_and_shows_none_is_given_up_after_three()
    {
        await SealAsync(Keyring, Bob);
        var (adds, wraps) = (Store.Adds, Root.Wraps);
        Store.Change = static stored => stored.Keys.Any(key => key.Scope == Bob) ? stored with { Keys = [] } : stored;
        var other = Another();

        Assert.Equal(KeyUnavailableReason.Contended, await ReasonAsync(() => SealAsync(other, Bob)));

        Assert.Equal((3, 0), (Store.Adds - adds, Root.Wraps - wraps));
    }

    [Fact]
    public async Task An_older_state_than_one_that_was_seen_is_not_followed_back()
    {
        var first = await SealAsync(Keyring, Residents);
        await Keyring.RotateAsync(Residents, Cancellation);
        var second = await SealAsync(Keyring, Residents);
        Store.Change = static stored => stored.Keys.Any(key => key.Scope == Residents) ? stored with { Keys = [.. stored.Keys.Take(1)] } : stored;
        Time.Advance(TimeSpan.FromMinutes(10));

        var third = await SealAsync(Keyring, Residents);

        Assert.Equal(second[2..34], third[2..34]);
        Assert.Equal("x", await OpenAsync(Keyring, Residents, first));
        Time.Advance(TimeSpan.FromMinutes(51));
        Assert.Equal(KeyUnavailableReason.Outdated, await ReasonAsync(() => SealAsync(Keyring, Residents)));
    }

    [Fact]
    public async Task After_a_rotation_here_a_replica_that_lags_does_not_have_the_old_key_seal_again()
    {
        await SealAsync(Keyring, Residents);
        await Keyring.RotateAsync(Residents, Cancellation);
        Store.Change = static stored => stored.Keys.Any(key => key.Scope == Residents) ? stored with { Keys = [.. stored.Keys.Take(1)] } : stored;
        Assert.Equal(KeyUnavailableReason.Outdated, await ReasonAsync(() => SealAsync(Keyring, Residents)));
    }

    [Fact]
    public async Task One_tenant_is_not_given_the_key_of_another()
    {
        await SealAsync(Keyring, Ada);
        var south = KeyScope.ForPurpose("south", "residents");
        await SealAsync(Keyring, south);
        var tenant = await Store.ReadAsync(KeyScope.ForTenant("south"), Cancellation);
        Store.Change = stored => stored.Keys.Any(static key => key.Scope == North) ? tenant : stored;
        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => SealAsync(Another(), Ada)));

        // Nor under the name of the other one.
        Store.Change = stored => stored.Keys.Any(static key => key.Scope == North) ? stored with { Keys = [tenant.Keys[0] with { Scope = North }] } : stored;
        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => SealAsync(Another(), KeyScope.ForPurpose("north", "new"))));
    }

    [Fact]
    public async Task What_is_no_key_is_not_genuine()
    {
        await SealAsync(Keyring, Ada);
        Root.AnswersWithZeros = true;
        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => SealAsync(Another(), Ada)));
    }

    [Fact]
    public async Task A_page_of_rows_with_a_key_for_each_subject_costs_one_look_into_the_store()
    {
        var values = new List<(KeyScope Scope, byte[] Value)>();
        foreach (var i in Enumerable.Range(0, 50))
        {
            var scope = KeyScope.ForSubject("north", "residents", $"{i}");
            values.Add((scope, await SealAsync(Keyring, scope)));
        }
        await Keyring.ShredAsync(values[7].Scope, Cancellation);
        var cold = Another();
        var (reads, finds) = (Store.Reads, Store.Finds);
        KeyId[] ids = [.. values.Select(static each => KeyId.TryReadFrom(each.Value, out var id) ? id : default), KeyId.FromBytes(new byte[32])];

        var found = await cold.PrefetchAsync(ids, Cancellation);

        Assert.Equal(49, found.Scopes.Count);
        Assert.Equal([ids[7]], found.Gone);
        foreach (var (id, scope) in found.Scopes)
            Assert.Equal("x", await OpenAsync(cold, scope, values[Array.IndexOf(ids, id)].Value));
        Assert.Equal((1, 1), (Store.Reads - reads, Store.Finds - finds));
    }

    [Fact]
    public async Task A_key_that_is_shredded_while_it_is_fetched_does_not_come_back()
    {
        var value = await SealAsync(Keyring, Ada);
        KeyId.TryReadFrom(value, out var id);
        var cold = Another();
        var shredded = 0;
        Root.Before = async () =>
        {
            if (Interlocked.Exchange(ref shredded, 1) == 0)
                await cold.ShredAsync(Ada, Cancellation);
        };

        await cold.PrefetchAsync([id], Cancellation);

        Assert.Equal(1, shredded);
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => OpenAsync(cold, Ada, value)));
    }

    [Fact]
    public async Task A_key_that_another_instance_has_just_made_is_fetched_by_its_id()
    {
        var other = Another();
        await SealAsync(Keyring, Residents);
        using var held = await other.LeaseAsync(Residents, Cancellation);
        await Keyring.RotateAsync(Residents, Cancellation);
        var value = await SealAsync(Keyring, Residents);
        Assert.True(KeyId.TryReadFrom(value, out var id));
        Assert.Equal(OpenResult.KeyNotFound, (await Assert.ThrowsAsync<SealedValueException>(() => OpenAsync(other, Residents, value))).Result);

        await other.PrefetchAsync([id], Cancellation);

        Assert.Equal("x", await OpenAsync(other, Residents, value));
        Assert.Equal(OpenResult.KeyNotFound, held.Fields.TryOpen(Email.Row("7"u8), value, new byte[100], out _));
    }
}
