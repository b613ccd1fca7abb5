using Npgsql;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.PostgreSql.Tests;

public sealed class OutboxListenerTests(Database database) : IClassFixture<Database>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _schema = $"s{Guid.NewGuid():n}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_nothing_is_heard_it_says_so_instead_of_waiting()
    {
        await using var server = Server();
        server.Mute();
        await using var store = Store(Through(server), TimeSpan.FromHours(1));
        var calls = 0;

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => store.ListenAsync(() => Interlocked.Increment(ref calls), Cancellation).WaitAsync(Patience, Cancellation));

        Assert.Contains("PgBouncer", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_noticed()
    {
        await using var server = Server();
        await using var store = Store(Through(server), TimeSpan.FromMilliseconds(100));
        var hears = new TaskCompletionSource();
        var listening = store.ListenAsync(() => hears.TrySetResult(), Cancellation);
        await hears.Task.WaitAsync(Patience, Cancellation);

        server.Mute();

        await Assert.ThrowsAsync<InvalidOperationException>(() => listening.WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task It_wakes_nobody_when_it_tells_itself_something()
    {
        await using var store = Store(database.ConnectionString, TimeSpan.FromMilliseconds(50));
        await store.PrepareAsync(Cancellation);
        await using var another = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await another.OpenAsync(Cancellation);
        var proofs = 0;
        another.Notification += (_, told) => proofs += told.Payload.Length > 0 ? 1 : 0;
        await using (var listen = another.CreateCommand())
        {
#pragma warning disable CA2100 // A name that was made above.
            listen.CommandText = $"LISTEN {new OutboxTables(_schema).Channel}";
#pragma warning restore CA2100
            await listen.ExecuteNonQueryAsync(Cancellation);
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var calls = 0;
        var listening = store.ListenAsync(() => Interlocked.Increment(ref calls), ending.Token);
        while (proofs < 4)
            Assert.True(await another.WaitAsync(Patience, Cancellation));

        Assert.Equal(1, Volatile.Read(ref calls));
        await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), DateTimeOffset.UnixEpoch), Cancellation);
        while (Volatile.Read(ref calls) < 2)
            Assert.True(await another.WaitAsync(Patience, Cancellation));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Theory]
    [InlineData("Host=db", 30)]
    [InlineData("Host=db;Keepalive=10", 0)]
    [InlineData("Host=db;Tcp Keepalive=true;Tcp Keepalive Time=60", 60)]
    public void A_connection_is_kept_alive_unless_it_is_already(string connectionString, int seconds) =>
        Assert.Equal(seconds, PlatformWebhooksPostgreSqlExtensions.Settings(connectionString).TcpKeepAliveTime);

    private MutableServer Server()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return new MutableServer(settings.Host!, settings.Port);
    }

    private string Through(MutableServer server) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = server.Port, SslMode = SslMode.Disable }.ConnectionString;

    private PostgreSqlOutboxStore Store(string connectionString, TimeSpan provesAfter) =>
        new(NpgsqlDataSource.Create(connectionString), _schema, ownsDataSource: true) { Times = new ListeningTimes(provesAfter, TimeSpan.FromSeconds(1)) };
}
