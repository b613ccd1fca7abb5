using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.StoreContract;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tool.Tests;

/// <summary>
/// A log with two histories that are the same up to record 256. Its owner, who has the key, shows the second one, and of the first each tile that is not
/// under the new root: what somebody has kept seems to be continued, as long as
/// nobody asks for a proof between the two roots.
/// </summary>
public sealed class ForkTests : IDisposable
{
    private const int Shared = 256;
    private const int Kept = 300;
    private const int Now = 512;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-tool-");
    private readonly EcdsaNoteSigner _signer = new(TestLog.Origin, TestLog.CreateKey());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Key => _signer.Key.ToString();

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Anchor_keeps_the_checkpoint_that_proves_it()
    {
        await WriteAsync("first", "first", Kept);
        (await ToolRun.OfAsync("anchor", "--tiles", In("first"), "--key", Key, "--to", In("kept"), "--create")).Ends(0);
        var kept = await File.ReadAllBytesAsync(In("kept"), Cancellation);
        await ForgeAsync();

        (await ToolRun.OfAsync("anchor", "--tiles", In("forged"), "--key", Key, "--to", In("kept"))).Ends(1).Says("another history");

        Assert.Equal(kept, await File.ReadAllBytesAsync(In("kept"), Cancellation));
    }

    [Fact]
    public async Task Verify_compares_the_checkpoint_that_was_kept_by_a_proof_though_the_server_answers_the_second_look_otherwise()
    {
        await WriteAsync("first", "first", Kept);
        await WriteAsync("second", "second", Now);
        await ForgeAsync();
        using var server = new FolderServer(In("second"));
        server.Swap("tile/0/001", afterRequests: 1, await File.ReadAllBytesAsync(In("forged/tile/0/001"), Cancellation));

        (await ToolRun.OfAsync("verify", "--tiles", server.Address, "--key", Key, "--checkpoint", In("first/checkpoint"))).Ends(1).Says("another history");
    }

    [Fact]
    public async Task Whoever_follows_stops_at_it()
    {
        await WriteAsync("first", "first", Kept);
        await ForgeAsync();
        using var server = new FolderServer(In("first"));
        using var tail = ToolRun.Start("tail", "--tiles", server.Address, "--key", Key, "--follow", "-n", "1");
        Assert.StartsWith("299 ", await tail.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);

        server.Serve(In("forged"));
        var more = await tail.StandardOutput.ReadToEndAsync(Cancellation);
        await tail.WaitForExitAsync(Cancellation);

        Assert.Equal((1, ""), (tail.ExitCode, more));
        Assert.Contains("another history", await tail.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task WriteAsync(string folder, string history, int size)
    {
        var writer = new TileWriter(new TileFolder(In(folder)));
        for (var at = 0; at < size; at++)
            await writer.AppendAsync(System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{(at < Shared ? "both" : history)} {at}")), Cancellation);
        await writer.FlushAsync(Cancellation);
        await File.WriteAllBytesAsync(In($"{folder}/checkpoint"), new Checkpoint(TestLog.Origin, size, writer.Root).Sign(_signer), Cancellation);
    }

    /// <summary>The second history, with the hashes of the first where only the older root needs them.</summary>
    private async Task ForgeAsync()
    {
        await WriteAsync("forged", "second", Now);
        await WriteAsync("longer", "first", Now);
        File.Copy(In("longer/tile/0/001"), In("forged/tile/0/001"), overwrite: true);
    }
}
