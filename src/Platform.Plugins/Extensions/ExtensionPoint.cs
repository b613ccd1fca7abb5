using System.Collections.Immutable;
using Platform.Plugins.Generations;
using Platform.Shared;

namespace Platform.Plugins.Extensions;

/// <summary>A place where plugins extend the host: all implementations of a contract, in their versions of the moment. Inject it.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
/// <remarks>Safe for use by several threads.</remarks>
public sealed class ExtensionPoint<TContract>
    where TContract : class
{
    private readonly PluginHost _host;
    private readonly ExtensionPointRegistration<TContract> _registration;
    private readonly int _slot;

    internal ExtensionPoint(PluginHost host, ExtensionPointRegistration<TContract> registration) =>
        (_host, _registration, _slot) = (host, registration, host.SlotOf(registration));

    /// <summary>Takes a lease of what is there, unless plugins that belong here have not been loaded yet.</summary>
    /// <param name="lease">The lease; give it back.</param>
    /// <returns>Whether there is one. If not, <see cref="AcquireAsync"/> loads what is missing.</returns>
    [HotPath]
    public bool TryAcquire(out ExtensionLease<TContract> lease)
    {
        while (true)
        {
            var set = (ExtensionSet<TContract>)_host.SetOf(_slot);
            if (set.IsWaiting)
            {
                lease = default;
                return false;
            }
            if (set.TryEnter(out var ticket))
            {
                lease = new ExtensionLease<TContract>(set, ticket);
                return true;
            }
            // It was retired in between, after a newer one was published: the next look sees that.
        }
    }

    /// <summary>
    /// Takes a lease, and loads first what belongs here and was not needed before. What is loaded is the host's affair and nobody's who waits for it: a caller
    /// that gives up, or was the first, changes nothing for the others.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; what is being loaded goes on.</param>
    /// <returns>The lease; give it back. Ended already, unless something had to be loaded.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    [HotPath]
    public ValueTask<ExtensionLease<TContract>> AcquireAsync(CancellationToken cancellationToken = default) =>
        TryAcquire(out var lease) ? new ValueTask<ExtensionLease<TContract>>(lease) : LoadAsync(cancellationToken);

    /// <summary>Calls every extension by the fault policy of the extension point: with a deadline, a breaker, one after the other or several at once.</summary>
    /// <typeparam name="TArgument">What the call needs.</typeparam>
    /// <typeparam name="TResult">What it answers with.</typeparam>
    /// <param name="argument">What the call needs.</param>
    /// <param name="call">Calls one extension. Its token is cancelled when the deadline has passed.</param>
    /// <param name="cancellationToken">Gives the whole call up.</param>
    /// <returns>What each of them answered, in their order.</returns>
    /// <exception cref="ExtensionException">One failed, and the policy says <see cref="FaultAction.Fail"/>.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async ValueTask<ImmutableArray<ExtensionResult<TResult>>> InvokeAsync<TArgument, TResult>(
        TArgument argument, Func<TContract, TArgument, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var lease = await AcquireAsync(cancellationToken).ConfigureAwait(false);
        var results = new ExtensionResult<TResult>[lease.Count];
        var policy = _registration.Policy;
        if (policy.Parallelism <= 1 || lease.Count <= 1)
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = await CallAsync(lease, i, argument, call, cancellationToken).ConfigureAwait(false);
            return ImmutableArray.Create(results);
        }
        var held = lease;
        await Parallel.ForAsync(
            0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = policy.Parallelism, CancellationToken = cancellationToken },
            async (i, token) => results[i] = await CallAsync(held, i, argument, call, token).ConfigureAwait(false)).ConfigureAwait(false);
        return ImmutableArray.Create(results);
    }

    private async ValueTask<ExtensionLease<TContract>> LoadAsync(CancellationToken cancellationToken)
    {
        ExtensionLease<TContract> lease;
        while (!TryAcquire(out lease))
            await _host.LoadAsync(_registration, cancellationToken).ConfigureAwait(false);
        return lease;
    }

    private async ValueTask<ExtensionResult<TResult>> CallAsync<TArgument, TResult>(
        ExtensionLease<TContract> lease, int index, TArgument argument, Func<TContract, TArgument, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        var (set, extension, policy, time) = (lease.Set!, lease.Extensions[index], _registration.Policy, _host.Time);
        if (!extension.Breaker.TryEnter())
            return Judge<TResult>(extension, ExtensionOutcome.Broken, default, null, TimeSpan.Zero);
        var started = time.GetTimestamp();
        var timeout = _registration.TimeoutOf(set.Generations, extension.PluginId);
        // Who takes longer than anybody waits keeps its version alive, and its place taken, until it is through.
        set.EnterAgain();
        CallEntry entry = default;
        try
        {
            entry = await EnterAsync(set, extension, timeout, cancellationToken).ConfigureAwait(false);
            if (entry.IsNews)
                _host.Watch.Quarantined(extension.PluginId, extension.Version.ToString());
            if (entry.Refused is { } outcome)
                return Judge<TResult>(extension, outcome, default, null, time.GetElapsedTime(started));
            var place = entry.Place;
            var running = policy.OnThreadPool
                ? Task.Run(() => RunAsync(set, place, extension, argument, call, started, timeout, time, cancellationToken), CancellationToken.None)
                : RunAsync(set, place, extension, argument, call, started, timeout, time, cancellationToken);
            var (value, fault) = await running.WaitAsync(Remaining(started, timeout, time), time, cancellationToken).ConfigureAwait(false);
            var took = time.GetElapsedTime(started);
            if (fault is null)
                return Judge(extension, ExtensionOutcome.Answered, value, null, took);
            if (fault is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                extension.Breaker.GivenUp();
                throw new OperationCanceledException(cancellationToken);
            }
            return Judge<TResult>(extension, fault is OperationCanceledException && took >= timeout ? ExtensionOutcome.TimedOut : ExtensionOutcome.Failed, default, fault, took);
        }
        catch (TimeoutException)
        {
            extension.Calls.GiveUp(entry);
            return Judge<TResult>(extension, ExtensionOutcome.TimedOut, default, null, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            extension.Breaker.GivenUp();
            throw;
        }
    }

    /// <summary>A call that is not made leaves the set again.</summary>
    private static async ValueTask<CallEntry> EnterAsync(
        ExtensionSet set, Extension<TContract> extension, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var entry = CallEntry.NotAdmitted(ExtensionOutcome.TimedOut);
        try
        {
            return entry = await extension.Calls.EnterAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (entry.Refused is not null)
                set.ExitAgain();
        }
    }

    /// <summary>Never throws: what nobody waits for any more has nobody to throw at.</summary>
    private static async Task<(TResult? Value, Exception? Fault)> RunAsync<TArgument, TResult>(
        ExtensionSet set, int place, Extension<TContract> extension, TArgument argument, Func<TContract, TArgument, CancellationToken, ValueTask<TResult>> call,
        long started, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Remaining(started, timeout, time), time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            // Where the pool was busy for longer than anybody waits, nothing is begun.
            both.Token.ThrowIfCancellationRequested();
            return (await call(extension.Instance, argument, both.Token).ConfigureAwait(false), null);
        }
        catch (Exception fault)
        {
            return (default, fault);
        }
        finally
        {
            extension.Calls.Exit(place);
            set.ExitAgain();
        }
    }

    private static TimeSpan Remaining(long started, TimeSpan timeout, TimeProvider time) =>
        time.GetElapsedTime(started) is var took && took < timeout ? timeout - took : TimeSpan.Zero;

    private ExtensionResult<TResult> Judge<TResult>(Extension<TContract> extension, ExtensionOutcome outcome, TResult? value, Exception? fault, TimeSpan took)
    {
        _host.Telemetry.Called(extension.PluginId, _registration.Name, outcome, took);
        if (outcome is not (ExtensionOutcome.Quarantined or ExtensionOutcome.Broken))
            extension.Trial?.Called(isFault: outcome != ExtensionOutcome.Answered);
        if (outcome == ExtensionOutcome.Answered)
            extension.Breaker.Succeeded();
        else if (outcome == ExtensionOutcome.Quarantined)
            extension.Breaker.GivenUp();
        else if (outcome != ExtensionOutcome.Broken)
        {
            if (extension.Breaker.Failed())
                _host.Watch.Broken(extension.Name, extension.PluginId, extension.Version.ToString(), _registration.Policy.BreakFor);
            _host.Watch.CallFailed(extension.Name, extension.PluginId, outcome, fault);
        }
        return outcome == ExtensionOutcome.Answered || _registration.Policy.OnFault == FaultAction.Skip
            ? new ExtensionResult<TResult>(extension.PluginId, extension.Name, outcome, value, fault)
            : throw new ExtensionException(extension.PluginId, extension.Name, outcome, fault);
    }
}
