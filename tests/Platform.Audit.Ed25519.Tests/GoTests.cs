using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Proofs;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Ed25519.Tests;

/// <summary>
/// Go's implementation, which nobody here wrote, verifies our checkpoints, tiles, inclusion and consistency proofs; and refuses them once they are
/// touched.
/// </summary>
public sealed class GoTests(GoProgram go) : IClassFixture<GoProgram>, IAsyncLifetime
{
    private const string Origin = "audit.example.com/go";

    private static readonly long[] Sizes = [1, 2, 255, 256, 257, 600];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("go-");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ecdsa = new EcdsaNoteSigner(Origin, key);
        using var ed25519 = new Ed25519NoteSigner(Origin, RandomNumberGenerator.GetBytes(32));
        var tiles = new TileFolder(_folder.FullName);
        var writer = new TileWriter(tiles);
        var notes = new Dictionary<long, byte[]>();
        foreach (var size in Sizes)
        {
            while (writer.Size < size)
                await writer.AppendAsync(Record(writer.Size), Ending);
            await writer.FlushAsync(Ending);
            notes[size] = new Checkpoint(Origin, size, writer.Root).Sign(ed25519, ecdsa);
            await WriteAsync($"checkpoints/{size}", notes[size]);
        }
        await WriteAsync("keys.txt", Encoding.UTF8.GetBytes($"{ed25519.Key}\n{ecdsa.Key}\n"));

        var hashes = new TreeHash[TreeProof.MaxLength];
        var prover = new TileReader(tiles, writer.Size).Prover;
        foreach (var size in Sizes)
        {
            for (long index = size / 3; index < size; index += 1 + size / 5)
            {
                var count = await prover.ProveInclusionAsync(index, size, hashes, Ending);
                await WriteAsync($"inclusion/{index}-{size}.tlog-proof", TlogProof.Write(index, hashes.AsSpan(0, count), notes[size]));
                await WriteAsync($"records/{index}", Record(index));
            }
            foreach (var old in Sizes.Where(old => old <= size))
            {
                var count = await prover.ProveConsistencyAsync(old, size, hashes, Ending);
                await WriteAsync($"consistency/{old}-{size}", Encoding.UTF8.GetBytes(string.Join('\n', hashes[..count])));
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }

    [Fact]
    public async Task Go_verifies_our_checkpoints_tiles_and_proofs()
    {
        var (code, output) = await go.VerifyAsync(_folder.FullName);

        Assert.True(code == 0, output);
        var inclusions = _folder.GetDirectories("inclusion")[0].GetFiles().Length;
        Assert.Equal($"verified: 6 checkpoints, 600 records in tiles, {inclusions} inclusion proofs, 21 consistency proofs\n", output);
    }

    [Theory]
    [InlineData("checkpoints/600", 30)]
    [InlineData("tile/0/000", 4321)]
    [InlineData("tile/0/002.p/88", 0)]
    [InlineData("tile/1/000.p/2", 33)]
    [InlineData("tile/entries/001", 100)]
    [InlineData("inclusion/200-600.tlog-proof", 40)]
    [InlineData("records/200", 0)]
    [InlineData("consistency/257-600", 10)]
    public async Task Go_refuses_what_was_touched(string file, int at)
    {
        var path = Path.Combine(_folder.FullName, file);
        var bytes = await File.ReadAllBytesAsync(path, Ending);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Ending);

        var (code, output) = await go.VerifyAsync(_folder.FullName);

        Assert.Equal(1, code);
        Assert.StartsWith("refused: ", output, StringComparison.Ordinal);
    }

    private static byte[] Record(long index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"record {index}"));

    private async Task WriteAsync(string file, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes, Ending);
    }
}
