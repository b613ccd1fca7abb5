using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>
/// A number of lookups at once, and a time for each. On Unix a lookup holds a thread of the pool until the name server answers
/// (dotnet/runtime#48566), whoever has stopped waiting for it, so a place is free only when the lookup has ended; and lookups of one name share one, so that a
/// slow name server holds one thread for each of its names. Where all places are taken, or an answer does not come in time, the last one that came within ten
/// minutes serves: whoever has slow
/// names must not hold up those who have none. What is called is judged at each dial all the same.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to dispose of, and lookups that nobody waits for still give their place back.")]
internal sealed class BoundedLookups(IAddressResolver resolver, int most, TimeSpan timeout, TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _places = new(most, most);
    private readonly ConcurrentDictionary<string, (IPAddress[] Addresses, DateTimeOffset At)> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Task<IPAddress[]>> _running = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var isWaiting = false;
        try
        {
            if (!_running.TryGetValue(host, out var lookup))
            {
                if (!await _places.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
                {
                    if (Kept(host) is { } kept)
                        return kept;
                    isWaiting = true;
                    await _places.WaitAsync(either.Token).ConfigureAwait(false);
                    isWaiting = false;
                }
                lookup = Start(host);
            }
            return await lookup.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Kept(host) ?? throw new DestinationRefusedException(isWaiting ? DestinationFault.LookupsBusy : DestinationFault.LookupTimeout, host);
        }
    }

    private IPAddress[]? Kept(string host) => _kept.TryGetValue(host, out var kept) && time.GetUtcNow() - kept.At <= KeptFor ? kept.Addresses : null;

    private void Keep(string host, IPAddress[] addresses)
    {
        var now = time.GetUtcNow();
        if (_kept.Count >= MostKept)
        {
            foreach (var (name, kept) in _kept)
            {
                if (now - kept.At > KeptFor)
                    _kept.TryRemove(name, out _);
            }
        }
        if (_kept.Count < MostKept || _kept.ContainsKey(host))
            _kept[host] = (addresses, now);
    }

    /// <summary>Begins a lookup in the place that was taken, or gives the place back where another has begun it meanwhile.</summary>
    private Task<IPAddress[]> Start(string host)
    {
        var begun = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lookup = _running.GetOrAdd(host, begun.Task);
        if (lookup != begun.Task)
            _places.Release();
        else
            _ = RunAsync(host, begun);
        return lookup;
    }

    private async Task RunAsync(string host, TaskCompletionSource<IPAddress[]> begun)
    {
        IPAddress[] addresses = [];
        Exception? failure = null;
        try
        {
            addresses = await resolver.ResolveAsync(host, CancellationToken.None).ConfigureAwait(false);
            Keep(host, addresses);
        }
#pragma warning disable CA1031 // Whatever a resolver throws goes to those who wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
        _running.TryRemove(host, out _);
        _places.Release();
        if (failure is null)
        {
            begun.SetResult(addresses);
        }
        else
        {
            begun.SetException(failure);
            _ = begun.Task.Exception; // who waited may have left, and then nobody else looks at it
        }
    }
}
