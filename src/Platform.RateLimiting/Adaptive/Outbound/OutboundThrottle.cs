using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Adaptive.Outbound;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>
/// Holds back requests to hosts that refuse most of them: a refusal costs an overloaded service nearly as much as an answer. Each host is judged by itself. Thread-safe.
/// </summary>
/// <remarks>Disposing one that was made by hand ends its metrics; it can be used on.</remarks>
public sealed class OutboundThrottle : IDisposable
{
    private readonly ConcurrentDictionary<(string Host, int Port), HostWindow> _hosts = new();
    private readonly HostWindow _others;
    private readonly PlatformOutboundThrottleOptions _options;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly Random _random;
    private readonly long _epoch;
    private readonly bool _ownsTelemetry;
    private long _nextSweep;

    /// <summary>Makes one that stands by itself: in a program without a container, or in a test. <c>AddOutboundThrottle</c> adds one to a host.</summary>
    /// <param name="options">The options; not to be changed later.</param>
    /// <param name="time">The time; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="OptionsValidationException">The options cannot be meant; the message says which and what to do.</exception>
    public OutboundThrottle(PlatformOutboundThrottleOptions options, TimeProvider? time = null)
        : this(Options.Create(PlatformOutboundThrottleOptionsValidator.Require(options)), time ?? TimeProvider.System, new Telemetry(), NewRandom()) => _ownsTelemetry = true;

    internal OutboundThrottle(IOptions<PlatformOutboundThrottleOptions> options, TimeProvider time, Telemetry telemetry, Random random)
    {
        (_options, _time, _telemetry, _random, _epoch) = (options.Value, time, telemetry, random, time.GetTimestamp());
        _others = new HostWindow(_options.Window.Ticks);
    }

    /// <summary>Asks whether to send a request. Whoever sends it reports how it went.</summary>
    /// <param name="target">Where it goes; host and port count.</param>
    /// <returns>Whether to send it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="target"/> is relative.</exception>
    [HotPath]
    public bool TryBegin(Uri target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var host = HostOf(target);
        bool heldBack;
        lock (host)
        {
            var now = Now;
            host.Window.Turn(now);
            heldBack = Probability(host) is var probability and > 0 && Draw() < probability;
            host.Window.AddRequest(now);
        }
        _telemetry.ReportOutbound(heldBack, _options.Shadow);
        return !heldBack || _options.Shadow;
    }

    /// <summary>Reports that the host accepted a request: that it answered anything but that it has too much to do.</summary>
    /// <param name="target">Where it went.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is <see langword="null"/>.</exception>
    [HotPath]
    public void Accepted(Uri target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var host = HostOf(target);
        lock (host)
            host.Window.AddAccept(Now);
    }

    /// <summary>
    /// Reports that a caller gave a request up before the host answered. What was given up before <see cref="PlatformOutboundThrottleOptions.LeastPatience"/> is not counted; everything
    /// else stays what it is without a report: not accepted.
    /// </summary>
    /// <param name="target">Where it went.</param>
    /// <param name="waited">How long the caller has waited.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is <see langword="null"/>.</exception>
    public void GivenUp(Uri target, TimeSpan waited)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (waited >= _options.LeastPatience)
            return;
        var host = HostOf(target);
        lock (host)
            host.Window.TakeBackRequest(Now);
    }

    /// <summary>How things stand, by host.</summary>
    /// <returns>The states, the most held back first.</returns>
    public IReadOnlyList<OutboundThrottleState> GetStates() =>
        [.. _hosts.Select(host => StateOf(string.Create(CultureInfo.InvariantCulture, $"{host.Key.Host}:{host.Key.Port}"), host.Value)).Append(StateOf("", _others))
            .Where(state => state.Requests > 0).OrderByDescending(state => state.RefusalProbability).ThenBy(state => state.Host, StringComparer.Ordinal)];

    /// <summary>Ends the metrics of one that was made by hand. What belongs to a host ends with it.</summary>
    public void Dispose()
    {
        if (_ownsTelemetry)
            _telemetry.Dispose();
    }

    /// <summary>Instances that were started together must not hold back the same requests.</summary>
    internal static Random NewRandom() => new(RandomNumberGenerator.GetInt32(int.MaxValue));

    internal long Timestamp => _time.GetTimestamp();

    internal TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    private long Now => _time.GetElapsedTime(_epoch).Ticks;

    private OutboundThrottleState StateOf(string name, HostWindow host)
    {
        lock (host)
        {
            host.Window.Turn(Now);
            return new OutboundThrottleState(name, host.Window.Requests, host.Window.Accepts, Probability(host), _options.Shadow);
        }
    }

    private double Probability(HostWindow host) =>
        host.Window.Requests < _options.LeastRequests ? 0 : Math.Min(_options.MostHeldBack, host.Window.RefusalProbability(_options.Overcommit));

    private HostWindow HostOf(Uri target)
    {
        // The one name of a host that a Uri keeps once it was asked for.
        var key = (target.IdnHost, target.Port);
        if (_hosts.TryGetValue(key, out var known))
            return known;
        // One or two beyond, when several come together, do no harm.
        return _hosts.Count >= _options.HostCapacity && !TryForgetIdle() ? _others : _hosts.GetOrAdd(key, new HostWindow(_options.Window.Ticks));
    }

    /// <summary>Forgets hosts of which the window is empty, so that others have one of their own. Looked for twelve times a window, where somebody needs it.</summary>
    private bool TryForgetIdle()
    {
        var now = Now;
        var next = Volatile.Read(ref _nextSweep);
        if (now < next || Interlocked.CompareExchange(ref _nextSweep, now + _options.Window.Ticks / 12, next) != next)
            return false;
        var isAnyForgotten = false;
        foreach (var host in _hosts)
        {
            lock (host.Value)
            {
                host.Value.Window.Turn(now);
                // Whoever has just found it counts one request in vain.
                if (host.Value.Window is { Requests: 0, Accepts: 0 })
                    isAnyForgotten |= _hosts.TryRemove(host);
            }
        }
        return isAnyForgotten;
    }

    private double Draw()
    {
        lock (_random)
            return _random.NextDouble();
    }

    private sealed class HostWindow(long window)
    {
        // Not read-only: it is a value, and changes.
        public AcceptanceWindow Window = new(window);
    }
}
