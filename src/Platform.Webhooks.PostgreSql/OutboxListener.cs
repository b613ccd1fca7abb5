using Npgsql;
using Platform.Shared;

namespace Platform.Webhooks.PostgreSql;

/// <summary>
/// Hears what is published, and knows that it does. PostgreSQL says LISTEN done also where what it then tells reaches nobody: through a pooler in transaction mode, or over a connection that
/// something between has forgotten. So it tells itself something, by another connection, and waits for it.
/// </summary>
internal sealed class OutboxListener(NpgsqlDataSource dataSource, NpgsqlConnection connection, string channel, ListeningTimes times)
{
    private string _token = "";
    private bool _isHeard;
    private bool _isNews;

    public async Task RunAsync(Action wake, CancellationToken cancellationToken)
    {
        connection.Notification += Hear;
        try
        {
            await connection.ExecuteAsync($"LISTEN {channel}", [], cancellationToken).ConfigureAwait(false);
            await ProveAsync(cancellationToken).ConfigureAwait(false);
            // What was published before the server listened was told to nobody.
            _isNews = true;
            var quiet = IsKeptAlive(connection.ConnectionString) ? Timeout.InfiniteTimeSpan : times.ProvesAfter;
            while (true)
            {
                if (_isNews)
                {
                    _isNews = false;
                    wake();
                }
                if (!await WaitAsync(quiet, cancellationToken).ConfigureAwait(false))
                    await ProveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            connection.Notification -= Hear;
        }
    }

    /// <summary>Whether the connection itself would show that nobody is at its other end.</summary>
    public static bool IsKeptAlive(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return settings.KeepAlive > 0 || settings.TcpKeepAliveTime > 0;
    }

    /// <summary>Only what publishing says is news: proofs are nobody else's business, and have a text.</summary>
    private void Hear(object sender, NpgsqlNotificationEventArgs told)
    {
        _isNews |= told.Payload.Length == 0;
        _isHeard |= told.Payload == _token;
    }

    private async Task ProveAsync(CancellationToken cancellationToken)
    {
        (_token, _isHeard) = ($"{Guid.NewGuid():n}", false);
        var another = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (another.ConfigureAwait(false))
            await another.ExecuteAsync("SELECT pg_notify($1, $2)", [channel, _token], cancellationToken).ConfigureAwait(false);
        var begun = TimeProvider.System.GetTimestamp();
        while (!_isHeard)
        {
            var left = times.HearsWithin - TimeProvider.System.GetElapsedTime(begun);
            if (left < TimeSpan.FromMilliseconds(1) || (!await WaitAsync(left, cancellationToken).ConfigureAwait(false) && !_isHeard))
            {
                throw new InvalidOperationException(
                    "The database took LISTEN, but what it tells does not arrive: is there a pooler in transaction mode between, such as PgBouncer? Until it arrives the outbox looks each second.");
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (atMost != Timeout.InfiniteTimeSpan)
            return await connection.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
