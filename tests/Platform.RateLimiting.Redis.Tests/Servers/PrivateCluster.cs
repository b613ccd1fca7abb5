using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Tests.Servers;

/// <summary>A Redis Cluster of a test's own: three primaries with a replica each, which take over by themselves.</summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private const int Nodes = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<PrivateRedis> _nodes = [];

    private PrivateCluster()
    {
    }

    /// <summary>All of its nodes, as StackExchange.Redis reads it.</summary>
    public string Addresses => string.Join(',', _nodes.Select(node => node.Address));

    public static async Task<PrivateCluster> StartAsync()
    {
        var cluster = new PrivateCluster();
        for (var node = 0; node < Nodes; node++)
        {
            cluster._nodes.Add(await PrivateRedis.StartAsync(
                "--cluster-enabled", "yes", "--cluster-node-timeout", "500", "--cluster-replica-validity-factor", "0",
                // The bus is ten thousand above by default, which is no port for most that are free.
                "--cluster-port", PrivateRedis.FreePort().ToString(CultureInfo.InvariantCulture)));
        }
        using var create = Process.Start(new ProcessStartInfo(
            "redis-cli", ["--cluster", "create", .. cluster._nodes.Select(node => node.Address), "--cluster-replicas", "1", "--cluster-yes"])
        { RedirectStandardOutput = true })!;
        var said = await create.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await create.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(create.ExitCode == 0, said);
        // A replica that has not caught up yet could not take over.
        await cluster.UntilAsync(async () => (await cluster.RolesAsync()).Values.Count(role => role is "slave" or "replica") == Nodes / 2);
        return cluster;
    }

    /// <summary>Kills the primary that holds a key, as a power cut does.</summary>
    /// <returns>Its port.</returns>
    public async Task<int> KillPrimaryOfAsync(string key)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Addresses);
        var port = ((System.Net.IPEndPoint)(await connection.GetDatabase().IdentifyEndpointAsync(key))!).Port;
        _nodes.Single(node => node.Port == port).Kill();
        return port;
    }

    /// <summary>Waits until another node has taken over, and all slots are served again.</summary>
    public Task TakenOverAsync(int killed) => UntilAsync(async () => (await RolesAsync()).Count(node => node.Key != killed && node.Value == "master") == Nodes / 2);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task<Dictionary<int, string>> RolesAsync()
    {
        var roles = new Dictionary<int, string>();
        foreach (var node in _nodes.Where(node => node.IsRunning))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(node.Address + ",allowAdmin=true,abortConnect=false");
            var server = connection.GetServer(node.Address);
            var info = (await server.InfoAsync("replication")).SelectMany(static group => group).ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
            var isReady = info["role"] == "master" || info.GetValueOrDefault("master_link_status") == "up";
            roles[node.Port] = isReady ? info["role"] : "";
        }
        return roles;
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The cluster did not come to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
