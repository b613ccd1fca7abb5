using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Platform.Audit.Sequencing;

namespace Platform.Audit.Tenants;

/// <summary>
/// Which logs of tenants are open: those in use, and for a while those that were. There are so many at most; who is not open costs nothing,
/// no connection, timer or thread. One timer is for
/// all, and runs while any is open.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "It is disposable; the analyzer looks for the synchronous form alone.")]
internal sealed class TenantPool : IAsyncDisposable
{
    private readonly TenantOpener _opener;
    private readonly PlatformAuditTenantsOptions _options;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _room;
    private readonly ITimer _sweep;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, TenantPlace> _places = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _wanting;
    private int _closing;
    private bool _isStopped;

    public TenantPool(TenantOpener opener, PlatformAuditTenantsOptions options, TimeSpan deadline, TimeProvider time, ILogger logger)
    {
        (_opener, _options, _deadline, _time, _logger) = (opener, options, deadline, time, logger);
        _room = new SemaphoreSlim(options.MostOpen);
        _sweep = time.CreateTimer(static pool => ((TenantPool)pool!).CloseIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many are open, being opened or being closed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _places.Count;
        }
    }

    /// <summary>How many of those that are open do not do what they should.</summary>
    public int CountFailing()
    {
        lock (_lock)
            return _places.Values.Count(
                static place => place.Opening.IsCompletedSuccessfully && place.Closing is null && place.Open.IsFailing);
    }

    /// <summary>Opens a log, or goes to one that is open. Whoever has entered leaves (<see cref="Leave"/>).</summary>
    public ValueTask<TenantPlace> EnterAsync(string id, CancellationToken cancellationToken)
    {
        var (place, closing) = Enter(id);
        return closing is null && place.Opening.IsCompletedSuccessfully ? new(place) : EnterAsync(place, closing, cancellationToken);
    }

    public void Leave(TenantPlace place)
    {
        lock (_lock)
        {
            place.Leases--;
            place.LastUsed = _time.GetTimestamp();
            if (place.IsIdle && _wanting > _closing)
                Close(place);
        }
    }

    /// <summary>Closes a log that nobody uses but who asks, who has entered and leaves with that; then something is done before anybody can
    /// open it again.</summary>
    /// <returns>Whether it was so. Where it was not, nothing has happened, and whoever has entered has not left.</returns>
    public async ValueTask<bool> TryCloseAloneAsync(TenantPlace place, Func<Task> then)
    {
        Task closing;
        lock (_lock)
        {
            if (place.Leases != 1 || place.Closing is not null)
                return false;
            place.Leases = 0;
            closing = Close(place, then);
        }
        await closing.ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes all of them, used or not.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Task> closing;
        lock (_lock)
        {
            _isStopped = true;
            foreach (var place in _places.Values.Where(static place => place.Closing is null))
                Close(place);
            closing = [.. _places.Values.Select(static place => place.Closing!)];
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(closing).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<TenantPlace> EnterAsync(TenantPlace place, Task? closing, CancellationToken cancellationToken)
    {
        while (closing is not null)
        {
            await closing.WaitAsync(_deadline, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!closing.IsCompleted)
                throw AuditUnavailability.TooSlow.ToException(mayBeRecorded: false);
            (place, closing) = Enter(place.Id);
        }
        try
        {
            await place.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            return place;
        }
        catch
        {
            Leave(place);
            throw;
        }
    }

    /// <summary>Takes a place, unless it is being closed: then it can be taken afterwards.</summary>
    private (TenantPlace Place, Task? Closing) Enter(string id)
    {
        lock (_lock)
        {
            if (_isStopped)
                throw AuditUnavailability.Stopped.ToException(mayBeRecorded: false);
            if (!_places.TryGetValue(id, out var place))
            {
                _places.Add(id, place = new TenantPlace(id));
                place.Opening = RunDetached(() => OpenAsync(place));
                if (_places.Count == 1)
                    _sweep.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
            }
            if (place.Closing is { } closing)
                return (place, closing);
            place.Leases++;
            return (place, null);
        }
    }

    /// <summary>For all who wait for it, so that none of them can call it off.</summary>
    private async Task<OpenTenant> OpenAsync(TenantPlace place)
    {
        var hasRoom = false;
        try
        {
            await TakeRoomAsync().ConfigureAwait(false);
            hasRoom = true;
            return await _opener.OpenAsync(place.Id, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            lock (_lock)
            {
                // Where it is being closed already, that takes it away.
                if (place.Closing is null)
                    _places.Remove(place.Id);
            }
            if (hasRoom)
                _room.Release();
            if (failure is OperationCanceledException)
                throw AuditUnavailability.Stopped.ToException(mayBeRecorded: false);
            throw;
        }
    }

    /// <summary>A log lives longer than the request that opens it: nothing of its context goes along into its timers.</summary>
    private static Task<T> RunDetached<T>(Func<Task<T>> run)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(run);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(run);
    }

    private async Task TakeRoomAsync()
    {
        if (_room.Wait(0, CancellationToken.None))
            return;
        lock (_lock)
        {
            _wanting++;
            if (_wanting > _closing
                && _places.Values.Where(static place => place.IsIdle).MinBy(static place => place.LastUsed) is { } oldest)
                Close(oldest);
        }
        try
        {
            using var deadline = new CancellationTokenSource(_deadline, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            throw AuditUnavailability.NoRoom.ToException(mayBeRecorded: false);
        }
        finally
        {
            lock (_lock)
                _wanting--;
        }
    }

    private void CloseIdle()
    {
        lock (_lock)
        {
            foreach (var place in
                _places.Values.Where(place => place.IsIdle && _time.GetElapsedTime(place.LastUsed) >= _options.IdleTimeout).ToList())
                Close(place);
            if (_places.Count > 0 && !_isStopped)
                _sweep.Change(_options.IdleTimeout / 2, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Under the lock.</summary>
    private Task Close(TenantPlace place, Func<Task>? then = null)
    {
        _closing++;
        return place.Closing = CloseAsync(place, then);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever opens it next finds out what is left.")]
    private async Task CloseAsync(TenantPlace place, Func<Task>? then)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var wasOpen = false;
        try
        {
            OpenTenant open;
            try
            {
                open = await place.Opening.ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Who wanted it open knows.
                return;
            }
            wasOpen = true;
            await _opener.CloseAsync(open).ConfigureAwait(false);
            if (then is not null)
                await then().ConfigureAwait(false);
        }
        catch (Exception failure) when (then is null)
        {
            Log.TenantNotClosed(_logger, place.Id, failure);
        }
        finally
        {
            lock (_lock)
            {
                _closing--;
                _places.Remove(place.Id);
            }
            if (wasOpen)
                _room.Release();
        }
    }
}
