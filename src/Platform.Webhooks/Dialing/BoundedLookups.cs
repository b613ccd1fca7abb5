using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>
/// A number of lookups at once, and a time for each. On Unix a lookup holds a thread of the pool until the name server answers
/// (dotnet/runtime#48566), whoever has stopped waiting for it, so a place is free only when the lookup has ended; and lookups of one name share one, so that a
/// slow name server holds one thread for each of its names.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to dispose of, and lookups that nobody waits for still give their place back.")]
internal sealed class BoundedLookups(IAddressResolver resolver, int most, TimeSpan timeout, TimeProvider time)
{
    private readonly SemaphoreSlim _places = new(most, most);
    private readonly ConcurrentDictionary<string, Task<IPAddress[]>> _running = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (!_running.TryGetValue(host, out var lookup))
            {
                await _places.WaitAsync(either.Token).ConfigureAwait(false);
                lookup = Start(host);
            }
            return await lookup.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DestinationRefusedException(DestinationFault.LookupTimeout, host);
        }
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
