using Platform.Shared;
using Platform.Webhooks.Schemes;

namespace Platform.Webhooks.Signatures;

/// <summary>Verifies messages of one sender: the scheme that it signs by, the keys that are in use or being retired, and a window of time.</summary>
/// <remarks>Safe for use by several threads at once. It disposes of no key.</remarks>
public sealed class WebhookVerifier
{
    /// <summary>The most keys of one sender.</summary>
    public const int MaxKeys = 8;

    /// <summary>How far a timestamp may lie from the clock, to either side, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    private readonly IWebhookVerificationKey[] _keys;

    /// <summary>The keys, with each of them first in turn.</summary>
    private readonly IWebhookVerificationKey[][] _orders;

    private readonly TimeProvider _time;
    private int _likely;

    /// <summary>Verifies by a scheme.</summary>
    /// <param name="scheme">How the sender signs.</param>
    /// <param name="keys">The keys, any of which will do: one to eight.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tolerance">How far the timestamp may lie from the clock, to either side; five minutes where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no key, or there are too many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative, or longer than a day.</exception>
    public WebhookVerifier(WebhookScheme scheme, IEnumerable<IWebhookVerificationKey> keys, TimeProvider time, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(time);
        (Scheme, _keys, _time, Tolerance) = (scheme, [.. keys], time, tolerance ?? DefaultTolerance);
        if (_keys.Length is 0 or > MaxKeys || _keys.Any(static key => key is null))
            throw new ArgumentException($"A sender has one to {MaxKeys} keys, not {_keys.Length}.", nameof(keys));
        _orders = [.. _keys.Select(first => _keys.Where(key => key != first).Prepend(first).ToArray())];
        ArgumentOutOfRangeException.ThrowIfLessThan(Tolerance, TimeSpan.Zero, nameof(tolerance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tolerance, TimeSpan.FromDays(1), nameof(tolerance));
    }

    /// <summary>How the sender signs.</summary>
    public WebhookScheme Scheme { get; }

    /// <summary>How far the timestamp may lie from the clock, to either side.</summary>
    public TimeSpan Tolerance { get; }

    /// <summary>Verifies a message. What it sent is never a reason for an exception.</summary>
    /// <param name="headers">Its header fields.</param>
    /// <param name="body">Its body, to the byte as it came: before decompression, parsing or re-encoding.</param>
    /// <returns>What became of it.</returns>
    [HotPath]
    public WebhookVerification Verify(IWebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        // A sender signs with one key until it changes to another: the one that was right last is tried first.
        var order = _orders[Volatile.Read(ref _likely)];
        var verification = Scheme.Verify(headers, body, order, _time.GetUtcNow(), Tolerance);
        if (verification.Key is { } key && key != order[0])
            Volatile.Write(ref _likely, Array.IndexOf(_keys, key));
        return verification;
    }
}
