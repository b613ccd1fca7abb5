using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Notes;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Audit.Witnesses;

namespace Platform.Audit.Tests.Witnesses;

public sealed class WitnessRoundsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The clock stands still: a pause before the next round would never end.</summary>
    [Fact]
    public async Task A_round_that_fails_while_the_log_stops_is_the_last_and_no_pause_after_it_is_waited_for()
    {
        using var key = TestLog.CreateKey();
        using var signer = new EcdsaNoteSigner(TestLog.Origin, key);
        using var verifier = signer.CreateVerifier();
        var witness = new Held(verifier);
        var rounds = new WitnessRounds(
            new InMemoryAuditStore(), [witness], 1, TimeSpan.FromSeconds(5), new FakeTimeProvider(), static (_, _, _) => { }, static (_, _, _) => { });
        rounds.Offer(1, [1]);
        await witness.Asked.Task.WaitAsync(Token);

        var stop = rounds.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        witness.Answer.SetException(new HttpRequestException("It is away."));

        await stop.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        Assert.True(rounds.IsFailing);
    }

    private sealed class Held(NoteVerifier verifier) : ICheckpointWitness
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<WitnessAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public NoteVerifier Verifier => verifier;

        public async ValueTask<WitnessAnswer> AddCheckpointAsync(
            long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            return await Answer.Task;
        }
    }
}
