using System.Diagnostics.CodeAnalysis;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Witnesses;

/// <summary>
/// Asks all witnesses for one checkpoint at a time, and ends the round when enough have cosigned it. One that is still at work is left alone in the next
/// round, so that a dead one
/// holds up nobody.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Whoever owns it stops it, asynchronously.")]
internal sealed class WitnessRounds
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenReminders = TimeSpan.FromHours(1);

    private readonly IAuditStore _store;
    private readonly Asked[] _witnesses;
    private readonly int _required;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly Action<long, byte[], byte[]> _cosigned;
    private readonly Action<string, string, bool> _refused;
    private readonly DemandLoop _loop;
    private readonly Lock _lock = new();
    private (long Size, byte[] Note) _offered = (0, []);
    private byte[] _done = [];
    private bool _isFailing;
    private bool _isStopping;

    /// <param name="store">Where consistency is proven from.</param>
    /// <param name="witnesses">The witnesses.</param>
    /// <param name="required">How many must cosign.</param>
    /// <param name="deadline">How long one may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cosigned">Is told the size, the checkpoint that was offered, and the same with the cosignatures.</param>
    /// <param name="refused">
    /// Is told which witness has not cosigned, why, and whether that is because it has seen another history: when it begins, when the reason becomes another, and of another history once an hour again.
    /// </param>
    public WitnessRounds(
        IAuditStore store, IEnumerable<ICheckpointWitness> witnesses, int required, TimeSpan deadline, TimeProvider time, Action<long, byte[], byte[]> cosigned, Action<string, string, bool> refused)
    {
        (_store, _required, _deadline, _time, _cosigned, _refused) = (store, required, deadline, time, cosigned, refused);
        _witnesses = [.. witnesses.Select(static witness => new Asked(witness))];
        _loop = new DemandLoop(StepAsync, time, LongestPause);
    }

    public bool IsFailing => Volatile.Read(ref _isFailing);

    public void Offer(long size, byte[] note)
    {
        if (_required == 0)
            return;
        lock (_lock)
            _offered = (size, note);
        _loop.Wake();
    }

    /// <summary>Ends after the round that is under way, until the deadline. Witnesses that do not answer now are not waited for at the end either.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        lock (_lock)
            _isStopping = true;
        if (!IsFailing)
            await _loop.Completion.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
    }

    /// <summary>Asks every witness for a checkpoint that the log has signed before, or has not begun with: whether one of them has cosigned something that this one is not the continuation of.</summary>
    /// <param name="size">The size that the checkpoint speaks of.</param>
    /// <param name="note">The checkpoint.</param>
    /// <param name="patience">How long all of them together are waited for. Who has not answered then says nothing.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Which witness, and what it has cosigned; <see langword="null"/> where none says so.</returns>
    public async ValueTask<string?> FindContradictionAsync(long size, byte[] note, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var answers = _witnesses.Select(witness => FindContradictionAsync(witness, size, note, either.Token)).ToList();
        while (answers.Count > 0)
        {
            Task any = Task.WhenAny(answers);
            await any.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var answer in answers.FindAll(static answer => answer.IsCompleted))
            {
                answers.Remove(answer);
                if (await answer.ConfigureAwait(false) is { } contradiction)
                    return contradiction;
            }
            if (either.IsCancellationRequested)
                break;
        }
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a witness throws, it has said nothing. The rounds tell.")]
    private async Task<string?> FindContradictionAsync(Asked asked, long size, byte[] note, CancellationToken cancellationToken)
    {
        if (!asked.TryBegin())
            return null;
        try
        {
            var answer = await AddAgainAsync(asked, size, note, cancellationToken).ConfigureAwait(false);
            var name = asked.Witness.Verifier.Key.Name;
            return answer.Result switch
            {
                WitnessResult.Conflict when answer.Size > size => FormattableString.Invariant($"The witness {name} has cosigned a checkpoint of {answer.Size} records, and the last one in the store has {size}"),
                WitnessResult.Conflict when answer.Size == size && size > 0 => FormattableString.Invariant($"The witness {name} has cosigned another checkpoint of {size} records than the one in the store"),
                WitnessResult.Inconsistent => FormattableString.Invariant($"The witness {name} has cosigned a checkpoint that is not the beginning of the {size} records of the one in the store"),
                _ => null,
            };
        }
        catch (Exception)
        {
            return null;
        }
        finally
        {
            asked.End();
        }
    }

    private async ValueTask<LoopStep> StepAsync()
    {
        (long Size, byte[] Note) offered;
        lock (_lock)
            offered = _offered;
        if (offered.Note.Length == 0 || offered.Note == _done)
            return LoopStep.Idle;
        using var deadline = new CancellationTokenSource(_deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _loop.Stopping);
        List<Task<byte[]?>> asked = [];
        foreach (var witness in _witnesses.Where(static witness => witness.Running.IsCompleted))
        {
            var answer = AskAsync(witness, offered.Size, offered.Note);
            witness.Running = answer;
            asked.Add(answer);
        }
        List<byte[]> lines = [];
        while (lines.Count < _required && lines.Count + asked.Count >= _required)
        {
            Task any = Task.WhenAny(asked);
            await any.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (either.IsCancellationRequested)
                break;
            foreach (var answer in asked.FindAll(static answer => answer.IsCompleted))
            {
                asked.Remove(answer);
                if (await answer.ConfigureAwait(false) is { } line)
                    lines.Add(line);
            }
        }
        if (lines.Count < _required)
        {
            Volatile.Write(ref _isFailing, true);
            // Under the lock: whoever stops it meanwhile sees that it fails, or is seen here, and waits for no pause.
            lock (_lock)
                return _isStopping ? LoopStep.Idle : LoopStep.Failed;
        }
        _done = offered.Note;
        Volatile.Write(ref _isFailing, false);
        _cosigned(offered.Size, offered.Note, [.. offered.Note, .. lines.SelectMany(static line => line)]);
        return LoopStep.Again;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a witness throws, it has not cosigned.")]
    private async Task<byte[]?> AskAsync(Asked asked, long size, byte[] note)
    {
        if (!asked.TryBegin())
            return null;
        using var deadline = new CancellationTokenSource(_deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _loop.Stopping);
        try
        {
            var answer = await AddAgainAsync(asked, size, note, either.Token).ConfigureAwait(false);
            if (answer.Result == WitnessResult.Cosigned && Cosignatures.Find(note, answer.Cosignatures.Span, asked.Witness.Verifier) is { } line)
            {
                (asked.Known, asked.Refusal) = (size, null);
                return line;
            }
            Refused(asked, answer.Result.ToString(), isAnotherHistory: answer.Result is WitnessResult.Conflict or WitnessResult.Inconsistent, answer.Result switch
            {
                WitnessResult.Cosigned => "There is no cosignature of its key in its answer.",
                WitnessResult.Conflict => $"It has cosigned a checkpoint of {answer.Size} records, and this one has {size}: the log is older than what it has shown, or is another history.",
                WitnessResult.Inconsistent => $"What it has cosigned before is not the beginning of these {size} records.",
                var result => $"{result}.",
            });
        }
        catch (Exception failure)
        {
            Refused(asked, failure.GetType().Name, isAnotherHistory: false, failure.Message);
        }
        finally
        {
            asked.End();
        }
        return null;
    }

    /// <summary>It may have seen more than this process knew, or nothing: it says what, and is asked once more.</summary>
    private async ValueTask<WitnessAnswer> AddAgainAsync(Asked asked, long size, byte[] note, CancellationToken cancellationToken)
    {
        var answer = await AddAsync(asked, size, note, cancellationToken).ConfigureAwait(false);
        if (answer.Result != WitnessResult.Conflict || answer.Size > size || answer.Size == asked.Known)
            return answer;
        asked.Known = answer.Size;
        return await AddAsync(asked, size, note, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<WitnessAnswer> AddAsync(Asked asked, long size, byte[] note, CancellationToken cancellationToken)
    {
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = asked.Known == size ? 0 : await new TileReader(_store, size).Prover.ProveConsistencyAsync(asked.Known, size, hashes, cancellationToken).ConfigureAwait(false);
        return await asked.Witness.AddCheckpointAsync(asked.Known, hashes.AsMemory(0, count), note, cancellationToken).ConfigureAwait(false);
    }

    private void Refused(Asked asked, string refusal, bool isAnotherHistory, string reason)
    {
        if (asked.Refusal == refusal && !(isAnotherHistory && _time.GetElapsedTime(asked.ToldAt) >= BetweenReminders))
            return;
        (asked.Refusal, asked.ToldAt) = (refusal, _time.GetTimestamp());
        _refused(asked.Witness.Verifier.Key.Name, reason, isAnotherHistory);
    }

    private sealed class Asked(ICheckpointWitness witness)
    {
        private int _isBusy;

        public ICheckpointWitness Witness => witness;

        /// <summary>The size of what it has cosigned last, as far as is known here.</summary>
        public long Known { get; set; }

        /// <summary>Which refusal was told last; <see langword="null"/> since it has cosigned.</summary>
        public string? Refusal { get; set; }

        public long ToldAt { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>A witness is asked by one at a time: by the rounds, or when the log is taken.</summary>
        public bool TryBegin() => Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0;

        public void End() => Volatile.Write(ref _isBusy, 0);
    }
}
