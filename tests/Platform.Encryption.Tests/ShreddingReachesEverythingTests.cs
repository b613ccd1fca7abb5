using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

/// <summary>Whatever a lease or a stream went through before, after a shredding its keys are zero.</summary>
public sealed class ShreddingReachesEverythingTests : KeyringTestBase
{
    public static TheoryData<string, bool> Histories
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var history in (string[])["none", "rotated", "evicted", "looked up again", "loaded twice"])
            {
                data.Add(history, false);
                data.Add(history, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_lease_whatever_came_between(string history, bool wholeTenant)
    {
        var keyring = Another(capacity: 4);
        var value = await SealAsync(keyring, Ada);
        using var lease = await keyring.LeaseAsync(Ada, Cancellation);
        var secrets = SecretsOf(lease);
        await LiveThroughAsync(keyring, history);

        await keyring.ShredAsync(wholeTenant ? North : Ada, Cancellation);

        Assert.All(secrets, static secret => Assert.False(secret.Span.ContainsAnyExcept((byte)0)));
        Assert.Throws<ObjectDisposedException>(() => lease.Fields.OpenText(Email.Row("7"u8), value));
        Assert.Throws<ObjectDisposedException>(() => lease.Fields.SealText(Email.Row("7"u8), "x"));
        Assert.Throws<ObjectDisposedException>(() => lease.Deterministic.SealDeterministically(Email, [1]));
        Assert.Throws<ObjectDisposedException>(() => { _ = lease.Streams.SealAsync(Stream.Null, Stream.Null, Email.Row("7"u8), Cancellation); });
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => OpenAsync(keyring, Ada, value)));
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_stream_that_is_open_for_reading(string history, bool wholeTenant)
    {
        var keyring = Another(capacity: 4);
        await SealAsync(keyring, Ada);
        Stream opened;
        using (var lease = await keyring.LeaseAsync(Ada, Cancellation))
        {
            var value = new MemoryStream();
            await lease.Streams.SealAsync(new MemoryStream(new byte[300_000]), value, Email.Row("7"u8), Cancellation);
            opened = await lease.Streams.OpenForRandomAccessAsync(value, Email.Row("7"u8), Cancellation);
        }
        await using var _ = opened;
        await LiveThroughAsync(keyring, history);
        await opened.ReadExactlyAsync(new byte[10], Cancellation);

        await keyring.ShredAsync(wholeTenant ? North : Ada, Cancellation);

        // Also what is in the buffer already.
        Assert.Throws<ObjectDisposedException>(() => opened.ReadExactly(new byte[10], 0, 10));
        opened.Position = 200_000;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await opened.ReadExactlyAsync(new byte[10], Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_is_being_sealed_or_opened(bool sealing)
    {
        await SealAsync(Keyring, Ada);
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);
        var value = new MemoryStream();
        await lease.Streams.SealAsync(new MemoryStream(new byte[300_000]), value, Email.Row("7"u8), Cancellation);
        var destination = new MemoryStream();
        var source = new Shredding(sealing ? new byte[300_000] : value.ToArray(), () => Keyring.ShredAsync(Ada, Cancellation));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => sealing
            ? lease.Streams.SealAsync(source, destination, Email.Row("7"u8), Cancellation)
            : lease.Streams.OpenAsync(source, destination, Email.Row("7"u8), Cancellation));

        Assert.InRange(destination.Length, 0, 200_000);
    }

    [Fact]
    public async Task Nothing_is_left_in_memory_once_all_is_given_back()
    {
        for (var i = 0; i < 20; i++)
        {
            var scope = KeyScope.ForSubject("north", "residents", $"{i}");
            await SealAsync(Keyring, scope);
            await Keyring.RotateAsync(scope, Cancellation);
            await SealAsync(Keyring, scope);
        }
        Keyring.Dispose();
        Assert.Equal(0, Keyring.LiveCount);
    }

    [Fact]
    public async Task When_the_answer_of_the_store_is_lost_nothing_in_memory_is_used()
    {
        var (ada, bob) = (await SealAsync(Keyring, Ada), await SealAsync(Keyring, Bob));
        using var held = await Keyring.LeaseAsync(Ada, Cancellation);
        Store.After = static _ => throw new IOException("the connection was lost at COMMIT");

        await Assert.ThrowsAsync<IOException>(() => Keyring.ShredAsync(Ada, Cancellation));

        Assert.Throws<ObjectDisposedException>(() => held.Fields.OpenText(Email.Row("7"u8), ada));
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => OpenAsync(Keyring, Ada, ada)));
        Assert.Equal("x", await OpenAsync(Keyring, Bob, bob));
        Store.After = static _ => Task.CompletedTask;
        Assert.Single((await Keyring.ShredAsync(Ada, Cancellation)).KeyIds);
    }

    [Fact]
    public async Task When_the_store_did_not_destroy_them_keys_are_looked_up_again_and_go_on()
    {
        var ada = await SealAsync(Keyring, Ada);
        Store.Failure = new IOException("the disk is full");
        await Assert.ThrowsAsync<IOException>(() => Keyring.ShredAsync(Ada, Cancellation));
        await Assert.ThrowsAsync<IOException>(() => OpenAsync(Keyring, Ada, ada));
        Store.Failure = null;
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("x", await OpenAsync(Keyring, Ada, ada));
    }

    [Fact]
    public async Task The_receipt_of_a_tenant_lists_every_key_that_a_value_names_and_is_the_same_for_ever()
    {
        var values = new[] { await SealAsync(Keyring, Ada), await SealAsync(Keyring, Bob), await SealAsync(Keyring, Residents) };
        await Keyring.RotateAsync(Ada, Cancellation);
        var rotated = await SealAsync(Keyring, Ada);

        var receipt = await Keyring.ShredAsync(North, Cancellation);

        foreach (var value in (byte[][])[.. values, rotated])
            Assert.Contains(KeyId.FromBytes(value.AsSpan(2, 32)), receipt.KeyIds);
        Assert.Equal(5, receipt.KeyIds.Count);

        // Another instance, another day, another retention.
        using var later = new Keyring(Store, Root, new KeyringSettings { TimeProvider = Time, BackupRetention = TimeSpan.FromDays(1) });
        Time.Advance(TimeSpan.FromDays(3));
        var again = await later.ShredAsync(North, Cancellation);
        Assert.Equal((receipt.DestroyedAt, receipt.BackupsExpireAt), (again.DestroyedAt, again.BackupsExpireAt));
        Assert.Equal(receipt.KeyIds, again.KeyIds);
    }

    private static List<ReadOnlyMemory<byte>> SecretsOf(KeyLease lease)
    {
        var fields = (Array)typeof(FieldCipher).GetField("_keys", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(lease.Fields)!;
        var loaded = (LoadedKeys)typeof(KeyLease).GetField("_keys", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(lease)!;
        List<ReadOnlyMemory<byte>> secrets = [.. fields.Cast<object>().Select(SecretOf), .. loaded.Set.Keys.Select(SecretOf)];
        Assert.All(secrets, static secret => Assert.True(secret.Span.ContainsAnyExcept((byte)0)));
        return secrets;
    }

    private async Task LiveThroughAsync(Keyring keyring, string history)
    {
        switch (history)
        {
            case "rotated":
                await keyring.RotateAsync(Ada, Cancellation);
                break;
            case "evicted":
                for (var i = 0; i < 20; i++)
                    await SealAsync(keyring, KeyScope.ForPurpose("north", $"{i}"));
                break;
            case "looked up again":
                await Keyring.RotateAsync(Ada, Cancellation);
                Time.Advance(TimeSpan.FromMinutes(6));
                await SealAsync(keyring, Ada);
                break;
            case "loaded twice":
                for (var i = 0; i < 20; i++)
                    await SealAsync(keyring, KeyScope.ForPurpose("north", $"{i}"));
                await SealAsync(keyring, Ada);
                break;
            default:
                break;
        }
    }

    /// <summary>Shreds when more than a chunk and a half was read.</summary>
    private sealed class Shredding(byte[] bytes, Func<Task> shred) : MemoryStream(bytes)
    {
        private bool _isDone;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 140_000 && !_isDone)
            {
                _isDone = true;
                await shred();
            }
            return Read(buffer.Span);
        }
    }
}
