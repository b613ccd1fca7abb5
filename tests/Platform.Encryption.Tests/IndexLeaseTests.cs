namespace Platform.Encryption.Tests;

public sealed class IndexLeaseTests : KeyringTestBase
{
    private static readonly BlindIndex ByEmail = BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(100_000, 100_000));

    [Fact]
    public async Task A_tenant_searches_what_it_has_written_and_no_other_tenant_does()
    {
        using var writing = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor("north"), Cancellation);
        using var elsewhere = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor("south"), Cancellation);
        using var reading = await Another().LeaseAsync(ByEmail.ScopeFor("north"), Cancellation);

        var value = writing.Indexer(ByEmail).Compute("ada@example.org");

        Assert.Equal(value, Assert.Single(reading.Indexer(ByEmail).Candidates("Ada@Example.org")));
        Assert.NotEqual(value, elsewhere.Indexer(ByEmail).Compute("ada@example.org"));
        Assert.Same(writing.Indexer(ByEmail), writing.Indexer(BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(100_000, 100_000))));
    }

    [Fact]
    public async Task The_key_of_the_values_computes_no_index()
    {
        using var lease = await Keyring.LeaseOrCreateAsync(Residents, Cancellation);

        Assert.Contains("a key of its own", Assert.Throws<ArgumentException>(() => lease.Indexer(ByEmail)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_leaves_what_was_written_to_be_found()
    {
        byte[] before;
        using (var lease = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor("north"), Cancellation))
            before = lease.Indexer(ByEmail).Compute("ada@example.org")!;

        await Keyring.RotateAsync(ByEmail.ScopeFor("north"), Cancellation);

        using var rotated = await Keyring.LeaseAsync(ByEmail.ScopeFor("north"), Cancellation);
        Assert.Equal(2, rotated.Indexer(ByEmail).Candidates("ada@example.org").Count);
        Assert.Equal(before, rotated.Indexer(ByEmail).Candidates("ada@example.org")[1]);
        Assert.False(rotated.Indexer(ByEmail).IsCurrent(before));
    }

    [Fact]
    public async Task A_shredding_ends_searching_at_once()
    {
        using var lease = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor("north"), Cancellation);
        var indexer = lease.Indexer(ByEmail);
        _ = indexer.Compute("ada@example.org");

        await Keyring.ShredAsync(North, Cancellation);

        Assert.Throws<ObjectDisposedException>(() => indexer.Compute("ada@example.org"));
        Assert.Throws<ObjectDisposedException>(() => indexer.Candidates("ada@example.org"));
    }

    [Fact]
    public async Task Rows_are_indexed_no_longer_than_the_store_has_confirmed_the_key()
    {
        using var lease = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor("north"), Cancellation);
        var indexer = lease.Indexer(ByEmail);

        Store.Failure = new IOException("away");
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Throws<ObjectDisposedException>(() => indexer.Compute("ada@example.org"));
    }
}
