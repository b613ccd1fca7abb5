using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Log;

/// <summary>The checkpoint that is kept elsewhere.</summary>
public sealed class AnchorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-");
    private readonly ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "anchor");

    public void Dispose()
    {
        // A log that was given up at its end may still write for a moment.
        Assert.True(SpinWait.SpinUntil(TryDelete, TimeSpan.FromSeconds(30)));
        _key.Dispose();

        bool TryDelete()
        {
            try
            {
                _folder.Delete(recursive: true);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task It_goes_forward_and_stays_where_it_is_and_never_back()
    {
        var anchor = new FileCheckpointAnchor(File);
        Assert.True((await anchor.ReadAsync(Cancellation)).IsEmpty);
        await anchor.WriteAsync(Note(5, 1), Cancellation);
        await anchor.WriteAsync(Note(7, 2), Cancellation);
        await anchor.WriteAsync(Note(7, 2), Cancellation);

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await anchor.WriteAsync(Note(6, 3), Cancellation));
        // Another root of the same size would be a fork.
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await anchor.WriteAsync(Note(7, 3), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await anchor.WriteAsync("nothing"u8.ToArray(), Cancellation));

        Assert.Equal(7, SizeOf(await anchor.ReadAsync(Cancellation)));
        Assert.Equal(["anchor"], _folder.EnumerateFiles().Select(file => file.Name));
    }

    [Fact]
    public async Task Many_that_write_at_once_leave_one_of_theirs_whole()
    {
        await Task.WhenAll(Enumerable.Range(1, 40).Select(size => Task.Run(
            async () =>
            {
                try
                {
                    await new FileCheckpointAnchor(File).WriteAsync(Note(size, 1), Cancellation);
                }
                catch (AuditIntegrityException)
                {
                    // A larger one was faster.
                }
            },
            Cancellation)));
        await new FileCheckpointAnchor(File).WriteAsync(Note(41, 1), Cancellation);

        Assert.Equal(41, SizeOf(await new FileCheckpointAnchor(File).ReadAsync(Cancellation)));
    }

    [Fact]
    public async Task An_anchor_that_was_taken_away_or_emptied_is_no_reason_to_go_on()
    {
        var store = new InMemoryAuditStore();
        await using (var log = await TestLog.StartAsync(store, _key, anchor: new FileCheckpointAnchor(File)))
            await log.CloseAsync(1, AuditAcknowledgement.Published);

        await System.IO.File.WriteAllBytesAsync(File, [], Cancellation);
        var emptied = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(store.Connect(), _key, anchor: new FileCheckpointAnchor(File)));
        Assert.Contains("is empty", emptied.Message, StringComparison.Ordinal);
        System.IO.File.Delete(File);
        var gone = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(store.Connect(), _key, anchor: new FileCheckpointAnchor(File)));
        Assert.Contains("AcceptsEmptyAnchor", gone.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));

        await using (var again = await TestLog.StartAsync(store.Connect(), _key, options => options.AcceptsEmptyAnchor = true, anchor: new FileCheckpointAnchor(File)))
            await again.CloseAsync(2, AuditAcknowledgement.Published);
        await using var then = await TestLog.StartAsync(store.Connect(), _key, anchor: new FileCheckpointAnchor(File));
        Assert.Equal(AuditAcknowledgement.Durable, (await then.CloseAsync(3)).Acknowledgement);
    }

    [Fact]
    public async Task A_process_that_was_paused_before_it_wrote_does_not_take_it_back()
    {
        var store = new InMemoryAuditStore();
        var anchor = new FileCheckpointAnchor(File);
        var pausing = new PausingAnchor(anchor);
        await using var paused = await TestLog.StartAsync(
            store, _key, static options => (options.Deadline, options.StopDeadline) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100)), anchor: pausing);
        var waiting = paused.CloseAsync(1, AuditAcknowledgement.Published).AsTask();
        await pausing.PausedAsync();
        // Its lock is gone, and another has the log and signs what follows.
        await store.ReleaseAsync(Cancellation);
        await using var next = await TestLog.StartAsync(store.Connect(), _key, anchor: anchor, configure: static options => options.AcceptsEmptyAnchor = true);
        for (var id = 2; id < 6; id++)
            await next.CloseAsync(id, AuditAcknowledgement.Published);
        var before = await anchor.ReadAsync(Cancellation);

        pausing.GoOn();
        await pausing.EndedAsync();

        await Assert.ThrowsAsync<AuditUnavailableException>(() => waiting);
        Assert.Equal(before.ToArray(), (await anchor.ReadAsync(Cancellation)).ToArray());
    }

    private byte[] Note(long size, byte root)
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        return new Checkpoint(TestLog.Origin, size, TreeHasher.HashLeaf([root])).Sign(signer);
    }

    /// <summary>Its process stands still between deciding to write and writing.</summary>
    private sealed class PausingAnchor(ICheckpointAnchor anchor) : ICheckpointAnchor
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PausedAsync() => _paused.Task;

        /// <summary>What it had decided to write is written, or refused.</summary>
        public Task EndedAsync() => _ended.Task;

        public void GoOn() => _goOn.TrySetResult();

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => anchor.ReadAsync(cancellationToken);

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            _paused.TrySetResult();
            await _goOn.Task;
            try
            {
                await anchor.WriteAsync(checkpoint, cancellationToken);
            }
            finally
            {
                _ended.TrySetResult();
            }
        }
    }

    private static long SizeOf(ReadOnlyMemory<byte> note)
    {
        Assert.True(SignedNote.TryParse(note.Span, out var parsed));
        Assert.True(CheckpointView.TryParse(parsed.Text, out var checkpoint));
        return checkpoint.Size;
    }
}
