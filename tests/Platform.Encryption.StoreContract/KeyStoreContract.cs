using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Xunit;

namespace Platform.Encryption.StoreContract;

/// <summary>What every key store must do.</summary>
public abstract class KeyStoreContract
{
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

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
        StoredKey[] keys = [KeyOf(scope, 1), KeyOf(scope, 2), KeyOf(scope, 3)];
        foreach (var key in keys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));

        var stored = await Store.ReadAsync(scope, Cancellation);

        Assert.Equal(keys.Select(Text), stored.Keys.Select(Text));
    }

    [Fact]
    public async Task Only_the_next_version_is_added()
    {
        var scope = KeyScope.ForPurpose("north", "residents");
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
        KeyScope[] scopes =
        [
            KeyScope.ForTenant("a"), KeyScope.ForTenant("A"), KeyScope.ForTenant("a "), KeyScope.ForTenant("ab"), KeyScope.ForPurpose("a", "b"),
            KeyScope.ForSubject("a", "b", "c"), KeyScope.ForPurpose("a", "b/c"), KeyScope.ForPurpose("a/b", "c"), KeyScope.ForSubject("a", "b", "C"),
            KeyScope.ForTenant("a'; DROP TABLE encryption_keys; --"), KeyScope.ForTenant("a\0"), KeyScope.ForTenant("\u00e9"), KeyScope.ForTenant("e\u0301"),
        ];
        var keys = scopes.Select(scope => KeyOf(scope, 1)).ToArray();
        foreach (var key in keys)
            Assert.True(await Store.TryAddAsync(key, Cancellation));
        for (var i = 0; i < scopes.Length; i++)
            Assert.Equal([Text(keys[i])], (await Store.ReadAsync(scopes[i], Cancellation)).Keys.Select(Text));

        await Store.DestroyAsync(scopes[0], Time, Cancellation);
        for (var i = 1; i < scopes.Length; i++)
            Assert.Single((await Store.ReadAsync(scopes[i], Cancellation)).Keys);
    }

    [Fact]
    public async Task What_is_destroyed_is_gone_for_good_and_remembered()
    {
        var scope = KeyScope.ForSubject("north", "residents", "7");
        StoredKey[] keys = [KeyOf(scope, 1), KeyOf(scope, 2)];
        foreach (var key in keys)
            await Store.TryAddAsync(key, Cancellation);

        var first = await Store.DestroyAsync(scope, Time, Cancellation);
        var again = await Store.DestroyAsync(scope, Time.AddDays(1), Cancellation);
        var stored = await Store.ReadAsync(scope, Cancellation);

        Assert.Equal(keys.Select(key => key.Id), first.KeyIds);
        Assert.Equal(Time, first.DestroyedAt);
        Assert.Equal(first.KeyIds, again.KeyIds);
        Assert.Equal(Time, again.DestroyedAt);
        Assert.Empty(stored.Keys);
        Assert.Equal(Time, stored.DestroyedAt);
        foreach (var version in (int[])[1, 2, 3])
            Assert.False(await Store.TryAddAsync(KeyOf(scope, version), Cancellation));
    }

    [Fact]
    public async Task A_scope_without_a_key_can_be_destroyed_and_then_gets_none()
    {
        var scope = KeyScope.ForSubject("north", "residents", "8");
        Assert.Empty((await Store.DestroyAsync(scope, Time, Cancellation)).KeyIds);
        Assert.False(await Store.TryAddAsync(KeyOf(scope, 1), Cancellation));
    }

    [Fact]
    public async Task Destroying_while_others_add_leaves_nothing_behind()
    {
        for (var round = 0; round < 10; round++)
        {
            var scope = KeyScope.ForSubject("north", "residents", $"{round}");
            var adding = Enumerable.Range(1, 6).Select(version => Task.Run(async () => await Store.TryAddAsync(KeyOf(scope, version), Cancellation), Cancellation)).ToArray();
            var destroyed = await Task.Run(async () => await Store.DestroyAsync(scope, Time, Cancellation), Cancellation);
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
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.DestroyAsync(scope, Time, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync(scope, cancelled));
        Assert.Equal((0, null), ((await Store.ReadAsync(scope, Cancellation)) is { } stored ? (stored.Keys.Count, stored.DestroyedAt) : default));
    }

    private static StoredKey KeyOf(KeyScope scope, int version) => new(
        scope, version, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(106), Time.AddMinutes(version));

    private static string Text(StoredKey key) => $"{key.Scope.Kind} {key.Scope.Subject} {key} {key.Id} {Convert.ToHexString(key.Wrapped.Span)} {key.CreatedAt:O}";
}
