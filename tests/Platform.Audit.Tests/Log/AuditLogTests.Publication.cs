using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Audit.Checkpoints;

namespace Platform.Audit.Tests.Log;

/// <content>Checkpoints that are signed, and do not get where they belong.</content>
public sealed partial class AuditLogTests
{
    [Fact]
    public async Task A_publisher_that_hangs_holds_up_only_those_who_wait_for_it()
    {
        var publisher = new HangingPublisher();
        await using var log = await StartAsync(publisher: publisher);
        var published = log.CloseAsync(1, AuditAcknowledgement.Published).AsTask();
        await publisher.CalledAsync();

        var receipt = await log.CloseAsync(2);
        Assert.NotEmpty(await log.Log.ProveAsync(receipt.Index, Cancellation));
        Assert.False(published.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await Assert.ThrowsAsync<AuditUnavailableException>(() => published)).MayBeRecorded);
        while (await HealthAsync(log) != HealthStatus.Degraded)
            await LetPassAsync();
        // It is not called again before it has come back.
        Assert.Equal(1, publisher.Calls);
        publisher.ComeBack();
        var again = log.CloseAsync(3, AuditAcknowledgement.Published).AsTask();
        while (!again.IsCompleted)
            await LetPassAsync();
        Assert.Equal(AuditAcknowledgement.Published, (await again).Acknowledgement);
    }

    [Fact]
    public async Task While_nothing_can_be_published_recording_goes_on()
    {
        var publisher = new FailingPublisher();
        await using var log = await StartAsync(publisher: publisher);
        var published = log.CloseAsync(1, AuditAcknowledgement.Published).AsTask();
        await publisher.CalledAsync();
        Assert.Equal(AuditAcknowledgement.Durable, (await log.CloseAsync(2)).Acknowledgement);
        while (await HealthAsync(log) != HealthStatus.Degraded)
            await Task.Yield();
        Assert.False(published.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True((await Assert.ThrowsAsync<AuditUnavailableException>(() => published)).MayBeRecorded);
        publisher.Fails = false;
        var again = log.CloseAsync(3, AuditAcknowledgement.Published).AsTask();
        while (!again.IsCompleted)
            await LetPassAsync();
        Assert.Equal(AuditAcknowledgement.Published, (await again).Acknowledgement);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(log));
        Assert.Equal(Targets(1, 2, 3), await EventsAsync());
    }

    [Fact]
    public async Task A_checkpoint_is_signed_after_a_while_if_nobody_asks()
    {
        var publisher = new FailingPublisher { Fails = false };
        await using var log = await StartAsync(publisher: publisher);
        await log.CloseAsync(1);
        Assert.Empty((await _memory.ReadStateAsync(Cancellation)).Checkpoint.ToArray());

        _time.Advance(TimeSpan.FromSeconds(1));
        await publisher.CalledAsync();

        Assert.NotEmpty((await _memory.ReadStateAsync(Cancellation)).Checkpoint.ToArray());
    }

    private sealed class HangingPublisher : ICheckpointPublisher
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task CalledAsync() => _called.Task;

        public void ComeBack() => _back.TrySetResult();

        /// <summary>It does not care for its token.</summary>
        public async ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            _called.TrySetResult();
            await _back.Task;
        }
    }

    private sealed class FailingPublisher : ICheckpointPublisher
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Fails { get; set; } = true;

        public Task CalledAsync() => _called.Task;

        public ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            _called.TrySetResult();
            return Fails ? throw new IOException("The mailbox is full.") : default;
        }
    }
}
