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
        _folder.Delete(recursive: true);
        _key.Dispose();
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

    private byte[] Note(long size, byte root)
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        return new Checkpoint(TestLog.Origin, size, TreeHasher.HashLeaf([root])).Sign(signer);
    }

    private static long SizeOf(ReadOnlyMemory<byte> note)
    {
        Assert.True(SignedNote.TryParse(note.Span, out var parsed));
        Assert.True(CheckpointView.TryParse(parsed.Text, out var checkpoint));
        return checkpoint.Size;
    }
}
