using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting;

/// <summary>The adaptive limiters of the host, by name. Thread-safe.</summary>
public sealed class AdaptiveLimiters : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<AdaptiveLimiter>> _limiters = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<PlatformAdaptiveLimitOptions> _options;
    private readonly HashSet<string> _names;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;

    internal AdaptiveLimiters(IOptionsMonitor<PlatformAdaptiveLimitOptions> options, IEnumerable<AdaptiveLimitName> names, TimeProvider time, Telemetry telemetry) =>
        (_options, _names, _time, _telemetry) = (options, [.. names.Select(name => name.Name)], time, telemetry);

    /// <summary>Gets a limiter.</summary>
    /// <param name="name">Its name; empty for the one that was added without.</param>
    /// <returns>The limiter.</returns>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those that there are.</exception>
    public AdaptiveLimiter this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            if (!_names.Contains(name))
                throw new KeyNotFoundException($"There is no adaptive limit \"{name}\": call AddAdaptiveLimit. {(_names.Count == 0 ? "None was added." : $"There are: {string.Join(", ", _names.Order(StringComparer.Ordinal).Select(each => $"\"{each}\""))}.")}");
            return _limiters.GetOrAdd(name, static (each, all) => new Lazy<AdaptiveLimiter>(() => all.Make(each)), this).Value;
        }
    }

    /// <summary>Gets a limiter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limiter">The limiter.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out AdaptiveLimiter? limiter)
    {
        ArgumentNullException.ThrowIfNull(name);
        limiter = _names.Contains(name) ? this[name] : null;
        return limiter is not null;
    }

    /// <summary>Those that are in use, in the order of their names.</summary>
    public IReadOnlyList<AdaptiveLimiter> All => [.. _limiters.Values.Where(limiter => limiter.IsValueCreated).Select(limiter => limiter.Value).OrderBy(limiter => limiter.Name, StringComparer.Ordinal)];

    /// <summary>Disposes them all.</summary>
    public void Dispose()
    {
        // One that could not be made has thrown already.
        foreach (var limiter in _limiters.Values.Where(limiter => limiter.IsValueCreated))
            limiter.Value.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed with the others.")]
    private AdaptiveLimiter Make(string name) => new(name, _options.Get(name), _time, _telemetry);
}
