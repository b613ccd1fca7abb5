using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.RateLimiting;
using Platform.RateLimiting.Redis;
using Platform.RateLimiting.Redis.Scripts;
using StackExchange.Redis;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>The gate over Redis, on a Redis of the machine's own.</summary>
internal static class RedisRows
{
    private const int Callers = 256;
    private const string Key = "consumer-4711";

    /// <summary>A million permits a second, and more of them at once than a measurement can use up.</summary>
    private const long Burst = 2_000_000_000;

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.Quantity("commands for a decision by four limits", "commands", "", Noise.None, CommandsAsync).Needing(Servers.Redis),
        GateRow.Throughput(
            "hot key of 256 callers, coalesced",
            Side.OfAsync("ours", static _ => new ValueTask<RedisGate>(new RedisGate(leasePermits: 0)), static (gate, _, token) => gate.AcquireAsync(token), callers: Callers),
            ScriptCalls()).Needing(Servers.Redis),
        GateRow.Throughput(
            "hot key of 256 callers, leased",
            Side.OfAsync("ours", static _ => new ValueTask<RedisGate>(new RedisGate(leasePermits: 100_000)), static (gate, _, token) => gate.AcquireAsync(token), callers: Callers),
            ScriptCalls()).Needing(Servers.Redis),
    ];

    private static Side ScriptCalls() => Side.OfAsync("a script call each", static _ => ScriptCall.ConnectAsync(), static (script, _, _) => script.AcquireAsync(), callers: Callers);

    /// <summary>Counted by the server (MONITOR), without what the script does inside.</summary>
    private static async ValueTask<double> CommandsAsync(CancellationToken cancellationToken)
    {
        const int Decisions = 200;
        await using var gate = new RedisGate(leasePermits: 0, static policy => policy
            .Limit("second", 1_000_000, TimeSpan.FromSeconds(1)).Limit("minute", 50_000_000, TimeSpan.FromMinutes(1), 2_000_000)
            .Limit("hour", 2_000_000_000, TimeSpan.FromHours(1), 3_000_000).Limit("day", 40_000_000_000, TimeSpan.FromDays(1), 4_000_000));
        await gate.AcquireAsync(cancellationToken);

        var address = ServerAddresses.Redis.Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), cancellationToken);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        using var lines = new StreamReader(client.GetStream());
        await lines.ReadLineAsync(cancellationToken);

        for (var decision = 0; decision < Decisions; decision++)
            await gate.AcquireAsync(cancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ServerAddresses.Redis);
        await connection.GetDatabase().ExecuteAsync("ECHO", "that was all");

        var commands = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line && !line.Contains("that was all", StringComparison.Ordinal))
            commands += line.Contains(gate.Prefix, StringComparison.Ordinal) && !line.Contains(" lua] ", StringComparison.Ordinal) ? 1 : 0;
        return commands / (double)Decisions;
    }

    /// <summary>Our side.</summary>
    private sealed class RedisGate : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly IRateGate _gate;
        private readonly RateLimitPolicy _policy;

        public RedisGate(int leasePermits, Action<RateLimitPolicyOptions>? limits = null)
        {
            Prefix = $"gate-{Guid.NewGuid():n}";
            var services = new ServiceCollection();
            services.AddPlatformRateLimiting(options => options.Policy("measured", limits ?? (static policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1), Burst))))
                .AddRedis(options =>
                {
                    (options.Configuration, options.KeyPrefix, options.WhenUnavailable, options.Deadline) = (ServerAddresses.Redis, Prefix, WhenUnavailable.Refuse, TimeSpan.FromSeconds(10));
                    options.Policy("measured", policy => policy.LeasePermits = leasePermits);
                });
            _services = services.BuildServiceProvider();
            _gate = _services.GetRequiredService<IRateGate>();
            _policy = _services.GetRequiredService<IRateLimitPolicies>()["measured"];
        }

        public string Prefix { get; }

        public ValueTask<bool> AcquireAsync(CancellationToken cancellationToken)
        {
            var pending = _gate.AcquireAsync(_policy, RateLimitKey.Text(Key), cancellationToken: cancellationToken);
            return pending.IsCompletedSuccessfully ? new(pending.Result.IsAdmitted) : WaitAsync(pending);
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        private static async ValueTask<bool> WaitAsync(ValueTask<RateLimitDecision> pending) => (await pending).IsAdmitted;
    }

    /// <summary>The peer: the same script, called for each decision, with everything made ready beforehand.</summary>
    private sealed class ScriptCall : IAsyncDisposable
    {
        private readonly ConnectionMultiplexer _connection;
        private readonly IDatabase _database;
        private readonly byte[] _script;
        private readonly RedisKey[] _keys = [$"gate-{Guid.NewGuid():n}"];
        // One limit: its field, its tolerance twice, a run of one call, and what that costs, a microsecond.
        private readonly RedisValue[] _arguments = [1, "l:default", Burst, 0, Burst, 0, 1, 1, 0];

        private ScriptCall(ConnectionMultiplexer connection, byte[] script) => (_connection, _database, _script) = (connection, connection.GetDatabase(), script);

        public static async ValueTask<ScriptCall> ConnectAsync()
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(ServerAddresses.Redis);
            return new ScriptCall(connection, await connection.GetServers()[0].ScriptLoadAsync(GateScript.Acquire.Text));
        }

        public async ValueTask<bool> AcquireAsync() => (long)((RedisResult[])(await _database.ScriptEvaluateAsync(_script, _keys, _arguments))!)[3] == 1;

        public ValueTask DisposeAsync() => _connection.DisposeAsync();
    }
}
