using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Xunit;

namespace Platform.Encryption.StoreContract;

/// <summary>What every key store must do.</summary>
public abstract class KeyStoreContract
{
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly DateTimeOffset Expiry = Time.AddDays(30);

    /// <summary>A store with nothing in it.</summary>
    protected abstract IKeyStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scope_that_nobody_used_is_empty()
    {
        var stored = await Store.ReadAsync(KeyScope.ForTenant("north"), Cancellation);
        Assert.Empty(stored.Keys);
        Assert.Null(stored.DestroyedAt);
    }

    [Fact]
    public async Task Keys_come_back_as_they_were_in_the_order_of_their_versions()
    {
        var scope = KeyScope.ForSubject("nörd", "résidents", "🚲 7");
        var by = await AddTenantAsync("nörd");
        StoredKey[] keys = [KeyOf(scope, 1, by), KeyOf(scope, 2, by), KeyOf(scope, 3, by)];
        foreach (var key in keys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));

        var stored = await Store.ReadAsync(scope, Cancellation);

        Assert.Equal(keys.Select(Text), stored.Keys.Select(Text));

        // Not before they were made: of two clocks the later one counts.
        Assert.All(keys.Zip(stored.Keys), static pair => Assert.True(pair.Second.CreatedAt >= pair.First.CreatedAt));
        Assert.All(stored.Keys, static key => Assert.True(key.CreatedAt <= Time.AddYears(100)));
    }

    [Fact]
    public async Task Only_the_next_version_is_added()
    {
        var scope = KeyScope.ForTenant("north");
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 0), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 2), Cancellation));
        Assert.True(await Store.TryAddAsync(KeyOf(scope, 1), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 1), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 3), Cancellation));
        Assert.Single((await Store.ReadAsync(scope, Cancellation)).Keys);
    }

    [Fact]
    public async Task Of_many_who_add_the_same_version_one_wins()
    {
        var scope = KeyScope.ForTenant("north");
        for (var version = 1; version <= 5; version++)
        {
            var keys = Enumerable.Range(0, 8).Select(_ => KeyOf(scope, version)).ToArray();
            var won = await Task.WhenAll(keys.Select(key => Task.Run(async () => await Store.TryAddAsync(key, Cancellation), Cancellation)));

            Assert.Single(won, each => each);
            Assert.Equal(Text(keys[Array.IndexOf(won, true)]), Text((await Store.ReadAsync(scope, Cancellation)).Keys[^1]));
        }
    }

    [Fact]
    public async Task Scopes_do_not_meet()
    {
        KeyScope[] tenants =
        [
            KeyScope.ForTenant("a"), KeyScope.ForTenant("A"), KeyScope.ForTenant("a "), KeyScope.ForTenant("ab"), KeyScope.ForTenant("a/b"),
            KeyScope.ForTenant("a'; DROP TABLE encryption_keys; --"), KeyScope.ForTenant("a\0"), KeyScope.ForTenant("\u00e9"), KeyScope.ForTenant("e\u0301"),
        ];
        StoredKey[] tenantKeys = [.. tenants.Select(static scope => KeyOf(scope, 1))];
        foreach (var key in tenantKeys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));
        KeyScope[] scopes = [KeyScope.ForPurpose("a", "b"), KeyScope.ForSubject("a", "b", "c"), KeyScope.ForPurpose("a", "b/c"), KeyScope.ForPurpose("a/b", "c"), KeyScope.ForSubject("a", "b", "C")];
        StoredKey[] keys = [.. tenantKeys, .. scopes.Select(scope => KeyOf(scope, 1, tenantKeys.First(key => key.Scope.Tenant == scope.Tenant).Id.ToString()))];
        foreach (var key in keys[tenants.Length..])
            Assert.True(await Store.TryAddAsync(key, Cancellation));
        foreach (var key in keys)
            Assert.Equal([Text(key)], (await Store.ReadAsync(key.Scope, Cancellation)).Keys.Select(Text));

        await Store.DestroyAsync(scopes[1], Time, Expiry, Cancellation);
        foreach (var key in keys.Where(key => key.Scope != scopes[1]))
            Assert.Single((await Store.ReadAsync(key.Scope, Cancellation)).Keys);
    }

    [Fact]
    public async Task What_is_destroyed_is_gone_for_good_and_remembered()
    {
        var scope = KeyScope.ForSubject("north", "residents", "7");
        var by = await AddTenantAsync("north");
        StoredKey[] keys = [KeyOf(scope, 1, by), KeyOf(scope, 2, by)];
        foreach (var key in keys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));

        var first = await Store.DestroyAsync(scope, Time, Expiry, Cancellation);
        var again = await Store.DestroyAsync(scope, Time.AddDays(1), Expiry.AddDays(1), Cancellation);
        var stored = await Store.ReadAsync(scope, Cancellation);

        Assert.Equal(keys.Select(key => key.Id), first.KeyIds);
        Assert.Equal((Time, Expiry), (first.DestroyedAt, first.BackupsExpireAt));
        Assert.Equal(first.KeyIds, again.KeyIds);
        Assert.Equal((Time, Expiry), (again.DestroyedAt, again.BackupsExpireAt));
        Assert.Empty(stored.Keys);
        Assert.Equal(Time, stored.DestroyedAt);
        foreach (var version in (int[])[1, 2, 3])
            Assert.False(await Store.TryAddAsync(KeyOf(scope, version, by), Cancellation));
    }

    [Fact]
    public async Task A_scope_without_a_key_can_be_destroyed_and_then_gets_none()
    {
        var scope = KeyScope.ForSubject("north", "residents", "8");
        var by = await AddTenantAsync("north");
        Assert.Empty((await Store.DestroyAsync(scope, Time, Expiry, Cancellation)).KeyIds);
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 1, by), Cancellation));
    }

    [Fact]
    public async Task Destroying_while_others_add_leaves_nothing_behind()
    {
        var by = await AddTenantAsync("north");
        for (var round = 0; round < 10; round++)
        {
            var scope = KeyScope.ForSubject("north", "residents", $"{round}");
            var adding = Enumerable.Range(1, 6).Select(version => Task.Run(async () => await Store.TryAddAsync(KeyOf(scope, version, by), Cancellation), Cancellation)).ToArray();
            var destroyed = await Task.Run(async () => await Store.DestroyAsync(scope, Time, Expiry, Cancellation), Cancellation);
            var added = await Task.WhenAll(adding);

            Assert.Empty((await Store.ReadAsync(scope, Cancellation)).Keys);
            Assert.Equal(added.Count(each => each), destroyed.KeyIds.Count);
        }
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_does_nothing()
    {
        var scope = KeyScope.ForTenant("north");
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.TryAddAsync(KeyOf(scope, 1), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.DestroyAsync(scope, Time, Expiry, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync(scope, cancelled));
        Assert.Equal((0, null), ((await Store.ReadAsync(scope, Cancellation)) is { } stored ? (stored.Keys.Count, stored.DestroyedAt) : default));
    }

    [Fact]
    public async Task A_tenant_takes_its_purposes_and_subjects_along_and_nobody_elses()
    {
        var (north, south) = (await AddTenantAsync("north"), await AddTenantAsync("south"));
        StoredKey[] gone = [KeyOf(KeyScope.ForPurpose("north", "a"), 1, north), KeyOf(KeyScope.ForSubject("north", "a", "1"), 1, north), KeyOf(KeyScope.ForSubject("north", "a", "1"), 2, north)];
        var before = KeyOf(KeyScope.ForSubject("north", "a", "destroyed before"), 1, north);
        var kept = KeyOf(KeyScope.ForPurpose("south", "a"), 1, south);
        foreach (var key in (StoredKey[])[.. gone, before, kept])
            Assert.True(await Store.TryAddAsync(key, Cancellation));
        await Store.DestroyAsync(before.Scope, Time.AddDays(-1), Expiry, Cancellation);

        var destroyed = await Store.DestroyAsync(KeyScope.ForTenant("north"), Time, Expiry, Cancellation);
        var again = await Store.DestroyAsync(KeyScope.ForTenant("north"), Time.AddDays(1), Expiry.AddDays(1), Cancellation);

        string[] expected = [.. gone.Select(static key => key.Id.ToString()), north];
        Assert.Equal(expected.Order(StringComparer.Ordinal), destroyed.KeyIds.Select(static id => id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(destroyed.KeyIds, again.KeyIds);
        foreach (var key in gone)
        {
            var stored = await Store.ReadAsync(key.Scope, Cancellation);
            Assert.Empty(stored.Keys);
            Assert.Equal(Time, stored.DestroyedAt);
        }
        Assert.Equal(Time.AddDays(-1), (await Store.ReadAsync(before.Scope, Cancellation)).DestroyedAt);
        Assert.False(await Store.TryAddAsync(KeyOf(KeyScope.ForPurpose("north", "new"), 1, north), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(KeyScope.ForTenant("north"), 1), Cancellation));
        Assert.Single((await Store.ReadAsync(kept.Scope, Cancellation)).Keys);
        Assert.Equal(2, (await ListAsync(new KeyFilter())).Count);
    }

    [Fact]
    public async Task A_key_that_no_key_of_its_tenant_wraps_is_not_added()
    {
        var (north, south) = (await AddTenantAsync("north"), await AddTenantAsync("south"));
        var scope = KeyScope.ForPurpose("north", "a");
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 1, "root 1"), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 1, south), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(KeyScope.ForPurpose("nobody", "a"), 1, north), Cancellation));
        Assert.True(await Store.TryAddAsync(KeyOf(scope, 1, north), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(KeyScope.ForPurpose("north", "b"), 1, (await Store.ReadAsync(scope, Cancellation)).Keys[0].Id.ToString()), Cancellation));
    }

    [Fact]
    public async Task An_id_is_taken_once_and_for_ever()
    {
        var key = KeyOf(KeyScope.ForTenant("north"), 1);
        Assert.True(await Store.TryAddAsync(key, Cancellation));
        Assert.False(await Store.TryAddAsync(key with { Scope = KeyScope.ForTenant("south") }, Cancellation));
        await Store.DestroyAsync(key.Scope, Time, Expiry, Cancellation);
        Assert.False(await Store.TryAddAsync(key with { Scope = KeyScope.ForTenant("south") }, Cancellation));
    }

    [Fact]
    public async Task A_key_is_rewrapped_once_by_whoever_read_it_as_it_is()
    {
        var old = await AddTenantAsync("north");
        var key = KeyOf(KeyScope.ForPurpose("north", "a"), 1, old);
        await Store.TryAddAsync(key, Cancellation);
        var newer = KeyOf(KeyScope.ForTenant("north"), 2);
        await Store.TryAddAsync(newer, Cancellation);
        var replacement = key with { Wrapped = RandomNumberGenerator.GetBytes(106), WrappedBy = newer.Id.ToString() };

        Assert.False(await Store.TryRewrapAsync(key, replacement with { WrappedBy = "nobody" }, Cancellation));
        Assert.True(await Store.TryRewrapAsync(key, replacement, Cancellation));
        Assert.False(await Store.TryRewrapAsync(key, replacement with { Wrapped = RandomNumberGenerator.GetBytes(106) }, Cancellation));
        Assert.Equal([Text(replacement)], (await Store.ReadAsync(key.Scope, Cancellation)).Keys.Select(Text));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.TryRewrapAsync(key, replacement with { Version = 2 }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.TryRewrapAsync(key, replacement with { Id = newer.Id }, Cancellation));

        await Store.DestroyAsync(key.Scope, Time, Expiry, Cancellation);
        Assert.False(await Store.TryRewrapAsync(replacement, replacement with { Wrapped = RandomNumberGenerator.GetBytes(106) }, Cancellation));
        Assert.Empty((await Store.ReadAsync(key.Scope, Cancellation)).Keys);
    }

    [Fact]
    public async Task Of_many_who_rewrap_the_same_key_one_wins()
    {
        var by = await AddTenantAsync("north");
        var key = KeyOf(KeyScope.ForPurpose("north", "a"), 1, by);
        await Store.TryAddAsync(key, Cancellation);
        var replacements = Enumerable.Range(0, 8).Select(_ => key with { Wrapped = RandomNumberGenerator.GetBytes(106) }).ToArray();
        var won = await Task.WhenAll(replacements.Select(each => Task.Run(async () => await Store.TryRewrapAsync(key, each, Cancellation), Cancellation)));
        Assert.Single(won, static each => each);
        Assert.Equal([Text(replacements[Array.IndexOf(won, true)])], (await Store.ReadAsync(key.Scope, Cancellation)).Keys.Select(Text));
    }

    [Fact]
    public async Task A_former_key_that_wraps_nothing_is_retired_and_remembered_and_versions_go_on()
    {
        var north = KeyScope.ForTenant("north");
        StoredKey[] keys = [KeyOf(north, 1), KeyOf(north, 2), KeyOf(north, 3)];
        foreach (var key in keys)
            await Store.TryAddAsync(key, Cancellation);
        var child = KeyOf(KeyScope.ForSubject("north", "a", "1"), 1, keys[1].Id.ToString());
        Assert.True(await Store.TryAddAsync(child, Cancellation));

        Assert.False(await Store.TryRetireAsync(north, keys[2].Id, Time, Cancellation));
        Assert.False(await Store.TryRetireAsync(north, keys[1].Id, Time, Cancellation));
        Assert.False(await Store.TryRetireAsync(north, KeyId.FromBytes(new byte[32]), Time, Cancellation));
        Assert.False(await Store.TryRetireAsync(KeyScope.ForTenant("south"), keys[0].Id, Time, Cancellation));
        Assert.True(await Store.TryRetireAsync(north, keys[0].Id, Time, Cancellation));
        Assert.False(await Store.TryRetireAsync(north, keys[0].Id, Time, Cancellation));

        Assert.Equal([2, 3], (await Store.ReadAsync(north, Cancellation)).Keys.Select(static key => key.Version));
        Assert.False(await Store.TryAddAsync(KeyOf(north, 3), Cancellation));
        Assert.False(await Store.TryAddAsync(KeyOf(KeyScope.ForPurpose("north", "b"), 1, keys[0].Id.ToString()), Cancellation));
        Assert.True(await Store.TryAddAsync(KeyOf(north, 4), Cancellation));
        Assert.Equal([keys[0].Id], (await Store.FindAsync([keys[0].Id], Cancellation)).Gone);

        // Who shreds the tenant later is told of it too.
        Assert.Contains(keys[0].Id, (await Store.DestroyAsync(north, Time, Expiry, Cancellation)).KeyIds);
    }

    [Fact]
    public async Task Retiring_while_others_bring_keys_under_it_never_leaves_one_that_nothing_opens()
    {
        for (var round = 0; round < 10; round++)
        {
            var tenant = KeyScope.ForTenant($"{round}");
            var (old, newer) = (KeyOf(tenant, 1), KeyOf(tenant, 2));
            await Store.TryAddAsync(old, Cancellation);
            await Store.TryAddAsync(newer, Cancellation);
            var adding = Enumerable.Range(0, 4).Select(i => Task.Run(
                async () => await Store.TryAddAsync(KeyOf(KeyScope.ForPurpose(tenant.Tenant, $"{i}"), 1, old.Id.ToString()), Cancellation), Cancellation)).ToArray();
            var isRetired = await Task.Run(async () => await Store.TryRetireAsync(tenant, old.Id, Time, Cancellation), Cancellation);
            var added = (await Task.WhenAll(adding)).Count(static each => each);

            Assert.True(isRetired ? added == 0 : added > 0, $"retired: {isRetired}, added: {added}");
        }
    }

    [Fact]
    public async Task Keys_are_found_by_their_ids_with_their_siblings_and_what_is_gone_is_told()
    {
        var by = await AddTenantAsync("north");
        StoredKey[] ada = [KeyOf(KeyScope.ForSubject("north", "a", "ada"), 1, by), KeyOf(KeyScope.ForSubject("north", "a", "ada"), 2, by)];
        var bob = KeyOf(KeyScope.ForSubject("north", "a", "bob"), 1, by);
        var eve = KeyOf(KeyScope.ForSubject("north", "a", "eve"), 1, by);
        foreach (var key in (StoredKey[])[.. ada, bob, eve])
            await Store.TryAddAsync(key, Cancellation);
        await Store.DestroyAsync(eve.Scope, Time, Expiry, Cancellation);
        var unknown = KeyId.FromBytes(RandomNumberGenerator.GetBytes(32));

        var found = await Store.FindAsync([ada[0].Id, ada[0].Id, eve.Id, unknown], Cancellation);

        Assert.Equal(ada.Select(Text), found.Keys.Select(Text));
        Assert.Equal([eve.Id], found.Gone);
        Assert.Equal((0, 0), (await Store.FindAsync([], Cancellation)) is { } nothing ? (nothing.Keys.Count, nothing.Gone.Count) : default);
    }

    [Fact]
    public async Task A_thousand_keys_are_found_at_once_and_listed_in_order()
    {
        var by = await AddTenantAsync("north");
        StoredKey[] keys = [.. Enumerable.Range(0, 1_000).Select(i => KeyOf(KeyScope.ForSubject("north", "a", $"{i:0000}"), 1, by))];
        foreach (var key in keys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));

        Assert.Equal(keys.Select(Text), (await Store.FindAsync([.. keys.Select(static key => key.Id)], Cancellation)).Keys.Select(Text));
        Assert.Equal(keys.Select(Text), (await ListAsync(new KeyFilter { Kind = KeyScopeKind.Subject })).Select(Text));
    }

    [Fact]
    public async Task Listing_is_by_the_filter_and_in_the_order_of_bytes()
    {
        var (north, nord) = (await AddTenantAsync("north"), await AddTenantAsync("nörd"));
        StoredKey[] keys =
        [
            KeyOf(KeyScope.ForPurpose("north", "Z"), 1, north), KeyOf(KeyScope.ForPurpose("north", "a"), 1, north), KeyOf(KeyScope.ForPurpose("north", "a"), 2, north),
            KeyOf(KeyScope.ForSubject("north", "a", "\uFF61"), 1, north), KeyOf(KeyScope.ForSubject("north", "a", "\U00010000"), 1, north), KeyOf(KeyScope.ForSubject("nörd", "a", "ada"), 1, nord),
        ];
        foreach (var key in Enumerable.Reverse(keys).OrderBy(static key => key.Version))
            Assert.True(await Store.TryAddAsync(key, Cancellation));

        Assert.Equal(keys[..5].Select(Text), (await ListAsync(new KeyFilter { Tenant = "north" })).Skip(1).Select(Text));
        Assert.Equal(keys[..3].Select(Text), (await ListAsync(new KeyFilter { Tenant = "north", Kind = KeyScopeKind.Purpose })).Select(Text));
        Assert.Equal(keys[1..3].Select(Text), (await ListAsync(new KeyFilter { Kind = KeyScopeKind.Purpose, Purpose = "a" })).Select(Text));
        Assert.Equal([Text(keys[5])], (await ListAsync(new KeyFilter { Subject = "ada" })).Select(Text));
        Assert.Equal(["north v1", "nörd v1", .. new[] { Text(keys[5]) }], (await ListAsync(new KeyFilter { NotWrappedBy = north })).Select(key => key.Scope.Kind == KeyScopeKind.Tenant ? $"{key}" : Text(key)));
        Assert.Empty(await ListAsync(new KeyFilter { Tenant = "nobody" }));
    }

    [Fact]
    public async Task Listing_while_others_change_gives_everything_else_once()
    {
        var by = await AddTenantAsync("north");
        StoredKey[] keys = [.. Enumerable.Range(0, 1_200).Select(i => KeyOf(KeyScope.ForSubject("north", "a", $"{i:0000}"), 1, by))];
        foreach (var key in keys)
            await Store.TryAddAsync(key, Cancellation);
        var listed = new List<string>();
        await foreach (var key in Store.ListAsync(new KeyFilter { Kind = KeyScopeKind.Subject, Purpose = "a" }, Cancellation))
        {
            listed.Add(Text(key));
            if (listed.Count % 200 == 0)
                Assert.True(await Store.TryAddAsync(KeyOf(KeyScope.ForSubject("north", "b", $"{listed.Count}"), 1, by), Cancellation));
        }
        Assert.Equal(keys.Select(Text), listed);
    }

    private async Task<List<StoredKey>> ListAsync(KeyFilter filter)
    {
        var keys = new List<StoredKey>();
        await foreach (var key in Store.ListAsync(filter, Cancellation))
            keys.Add(key);
        return keys;
    }

    private async Task<string> AddTenantAsync(string tenant)
    {
        var key = KeyOf(KeyScope.ForTenant(tenant), 1);
        Assert.True(await Store.TryAddAsync(key, Cancellation));
        return key.Id.ToString();
    }

    private static StoredKey KeyOf(KeyScope scope, int version, string wrappedBy = "root 1") => new(
        scope, version, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(106), wrappedBy, Time.AddMinutes(version));

    private static string Text(StoredKey key) => $"{key.Scope.Kind} {key.Scope.Subject} {key} {key.Id} {Convert.ToHexString(key.Wrapped.Span)} {key.WrappedBy}";
}
