using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.Testing;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Tests.Servers;

/// <summary>
/// A Redis of a test's own, which it may kill, stop, restart and set the clock of. The clock is the process's own, moved by libfaketime:
/// what Redis's TIME says, and nothing that a script was told.
/// </summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("platform-redis-").FullName;
    private readonly string _program;
    private readonly string? _faketime;
    private readonly string[] _options;
    private Process? _process;

    private PrivateRedis(string program, string? faketime, string[] options) => (_program, _faketime, _options) = (program, faketime, options);

    public bool IsRunning => _process is not null;

    public int Port { get; private set; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one on the true clock.</summary>
    public static Task<PrivateRedis> StartAsync(params string[] options) => StartAsync(null, null, options);

    /// <summary>Starts one on a clock that is moved by <see cref="SetClock"/>.</summary>
    public static Task<PrivateRedis> StartWithClockAsync(string clock)
    {
        RedisServer.SkipUnlessAvailable();
        var library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
        Assert.SkipWhen(library is null, "libfaketime is not installed (eng/test.sh installs it): nobody can set a Redis's clock");
        return StartAsync(library, clock, []);
    }

    /// <summary>Sets its clock: an absolute time stands still, an offset such as <c>-3600</c> runs.</summary>
    public void SetClock(string clock)
    {
        // Replaced at once: the server may read it at any moment.
        var file = Path.Combine(_folder, "clock.new");
        File.WriteAllText(file, clock + "\n");
        File.Move(file, ClockFile, overwrite: true);
    }

    public void Kill()
    {
        Signal("KILL");
        _process!.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task RestartAsync()
    {
        if (_process is not null)
            Kill();
        Assert.True(await TryStartAsync(Port), "Redis did not start again.");
    }

    public async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(Address + ",allowAdmin=true");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Kill();
            await Task.Yield();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private string ClockFile => Path.Combine(_folder, "clock");

    private static async Task<PrivateRedis> StartAsync(string? faketime, string? clock, string[] options)
    {
        RedisServer.SkipUnlessAvailable();
        var program = ((string[])["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/redis-check-rdb"]).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no redis-server here that a test could start for itself");
        var redis = new PrivateRedis(program!, faketime, options);
        if (clock is not null)
            redis.SetClock(clock);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await redis.TryStartAsync(FreePort()))
                return redis;
        }
        throw new InvalidOperationException("Redis did not start.");
    }

    private async Task<bool> TryStartAsync(int port)
    {
        Port = port;
        // The server looks at how it was called: Debian's redis-tools has it under another name. And it ends by itself, should the test
        // be killed before it can end it.
        var link = Path.Combine(_folder, "redis-server");
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, _program);
        var start = new ProcessStartInfo("timeout") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var argument in (string[])["--foreground", "20m", link, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, "--pidfile", PidFile, .. _options])
            start.ArgumentList.Add(argument);
        if (_faketime is not null)
        {
            // libc first, or jemalloc asks libfaketime for the time before it is ready.
            start.Environment["LD_PRELOAD"] = $"{_faketime} libc.so.6";
            start.Environment["FAKETIME_TIMESTAMP_FILE"] = ClockFile;
            start.Environment["FAKETIME_NO_CACHE"] = "1";
            start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
            start.Environment["TZ"] = "UTC";
        }
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!_process.HasExited)
        {
            if (await AnswersAsync(patience.Token))
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
        _process.Dispose();
        _process = null;
        return false;
    }

    private string PidFile => Path.Combine(_folder, "redis.pid");

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG\r\n"u8) && File.Exists(PidFile) && new FileInfo(PidFile).Length > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", File.ReadAllText(PidFile).Trim()]);
        kill.WaitForExit();
        if (signal == "KILL")
            File.Delete(PidFile);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
