using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Store;

/// <summary>
/// The connection: one that somebody else made, or one of our own, which is begun when the gate is made and goes on in the background,
/// so that a host starts whether or not Redis is there.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Lock _connecting = new();
    private readonly ILogger _logger;
    private readonly ConfigurationOptions? _configuration;
    private Task<IConnectionMultiplexer> _connection;
    private bool _disposed;

    public RedisConnection(string? configuration, IConnectionMultiplexer? theirs, ILogger logger)
    {
        _logger = logger;
        if (configuration is null)
        {
            _connection = Task.FromResult(theirs ?? throw new InvalidOperationException("Nothing says where Redis is: set Configuration, or add an IConnectionMultiplexer to the services."));
            return;
        }
        _configuration = ConfigurationOptions.Parse(configuration);
        // A start does not depend on Redis; and calls that pile up while it is away would all be sent when it comes back, long
        // after they were decided without it.
        _configuration.AbortOnConnectFail = false;
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.ClientName ??= "Platform.RateLimiting";
        _connection = ConnectAsync();
    }

    /// <summary>The database to call; a connection that could not be made is begun again.</summary>
    public async ValueTask<IDatabase> GetAsync(CancellationToken cancellationToken)
    {
        var connection = Volatile.Read(ref _connection);
        if (connection.IsFaulted)
            connection = Reconnect();
        return (await connection.WaitAsync(cancellationToken).ConfigureAwait(false)).GetDatabase();
    }

    /// <summary>The first attempt to connect, which ends either way.</summary>
    public bool IsConnecting => !Volatile.Read(ref _connection).IsCompleted;

    public async ValueTask DisposeAsync()
    {
        lock (_connecting)
            _disposed = true;
        if (_configuration is null)
            return;
        try
        {
            await (await _connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (RedisException)
        {
            // There never was a connection.
        }
    }

    private Task<IConnectionMultiplexer> Reconnect()
    {
        lock (_connecting)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connection.IsFaulted)
                _connection = ConnectAsync();
            return _connection;
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(_configuration!).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.ConnectionFailed(_logger, failure);
            throw;
        }
    }
}
