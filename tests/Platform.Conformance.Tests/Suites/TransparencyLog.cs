using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Audit.Checkpoints;
using Platform.Audit.Ed25519;
using Platform.Audit.Notes;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// RFC 6962 proofs (transparency-dev/merkle), a signed tiled log (transparency-dev/tessera), signed notes (golang/mod). The log is one case file: its
/// checkpoint, from which everything else in it is reached.
/// </summary>
/// <remarks>
/// What needs saying: a hash of ours has 32 bytes by its type. The proofs use shorter words ("don't care 1") where a hash is not looked into: they are
/// filled up with zeroes, so that the decision is still ours. An empty word is refused as no hash is. Sizes beyond 2^63 - 1 are refused as no size is.
/// The trees of go.sum are checkpoints of an origin with spaces.
/// </remarks>
public sealed class TransparencyLog() : RunningSuite("transparency-log", "Platform.Audit", "*.json", "tessera-testlog/log/checkpoint")
{
    private const string TesseraOrigin = "example.com/log/testdata";

    /// <summary>The public key of the log, as the script that made it upstream names it (testdata/build_log.sh).</summary>
    private const string TesseraKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        if (file.EndsWith("checkpoint", StringComparison.Ordinal))
            return TesseraLog.Cases(Path.GetDirectoryName(path)!);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement.Clone();
        return file switch
        {
            "rfc6962-reference-tree.json" => ReferenceTreeCases(root),
            "notes/note-vectors.json" => NoteCases(root),
            _ when file.StartsWith("merkle-proofs/", StringComparison.Ordinal) => [ProofCase(file.Split('/')[1], root)],
            _ => throw new FormatException($"Nobody knows how to judge {file}."),
        };
    }

    private static ConformanceCase Case(string name, Func<string?> judge) => new(name, _ => ValueTask.FromResult(judge()));

    private static ConformanceCase ProofCase(string kind, JsonElement test) => Case(test.GetProperty("desc").GetString()!, () =>
    {
        var isWanted = !test.GetProperty("wantErr").GetBoolean();
        var isVerified = kind switch
        {
            "inclusion" => Number(test, "leafIdx") is { } index && Number(test, "treeSize") is { } size
                && Hash(test, "leafHash") is { } leaf && Hash(test, "root") is { } root
                && Proof(test) is { } proof && TreeProof.VerifyInclusion(index, size, leaf, proof, root),
            "consistency" => Number(test, "size1") is { } old && Number(test, "size2") is { } size
                && Hash(test, "root1") is { } oldRoot && Hash(test, "root2") is { } root
                && Proof(test) is { } proof && TreeProof.VerifyConsistency(old, size, oldRoot, root, proof),
            "subtreeinclusion" => Number(test, "leafIdx") is { } index && Number(test, "start") is { } start && Number(test, "end") is { } end
                && Hash(test, "leafHash") is { } leaf && Hash(test, "root") is { } root
                && Proof(test) is { } proof && TreeProof.VerifySubtreeInclusion(index, start, end, leaf, proof, root),
            "subtreeconsistency" => Number(test, "start") is { } start && Number(test, "end") is { } end && Number(test, "size") is { } size
                && Hash(test, "root1") is { } hash && Hash(test, "root2") is { } root
                && Proof(test) is { } proof && TreeProof.VerifySubtreeConsistency(start, end, size, hash, root, proof),
            _ => throw new FormatException($"Nobody knows the kind {kind}."),
        };
        return isVerified == isWanted ? null : isVerified ? "a wrong proof was verified" : "a right proof was refused";
    });

    private static long? Number(JsonElement test, string name) => test.GetProperty(name).TryGetInt64(out var number) ? number : null;

    private static TreeHash? Hash(JsonElement test, string name) => Hash(test.GetProperty(name));

    private static TreeHash? Hash(JsonElement text)
    {
        var bytes = text.GetBytesFromBase64();
        if (bytes.Length is 0 or > TreeHash.Length)
            return null;
        var filled = new byte[TreeHash.Length];
        bytes.CopyTo(filled, 0);
        return new TreeHash(filled);
    }

    private static TreeHash[]? Proof(JsonElement test)
    {
        var proof = test.GetProperty("proof");
        if (proof.ValueKind == JsonValueKind.Null)
            return [];
        var hashes = proof.EnumerateArray().Select(Hash).ToList();
        return hashes.TrueForAll(hash => hash.HasValue) ? [.. hashes.Select(hash => hash!.Value)] : null;
    }

    private static IEnumerable<ConformanceCase> ReferenceTreeCases(JsonElement tree)
    {
        var leaves = tree.GetProperty("leafInputs").EnumerateArray().Select(leaf => TreeHasher.HashLeaf(Convert.FromHexString(leaf.GetString()!))).ToArray();
        var levels = tree.GetProperty("nodeHashesByLevel").EnumerateArray().Select(Hashes).ToArray();
        var roots = Hashes(tree.GetProperty("rootHashByTreeSize"));

        yield return Case("leaf hashes", () => leaves.SequenceEqual(levels[0]) ? null : "other leaf hashes");
        for (var level = 1; level < levels.Length; level++)
        {
            var (children, expected) = (levels[level - 1], levels[level]);
            yield return Case($"level {level}", () =>
            {
                var parents = new TreeHash[children.Length / 2];
                TreeHasher.HashLevel(children, parents);
                return parents.SequenceEqual(expected) ? null : "other hashes";
            });
        }
        for (var size = 0; size < roots.Length; size++)
        {
            var (count, expected) = (size, roots[size]);
            yield return Case($"root of {size}", () =>
            {
                var frontier = new TreeFrontier();
                frontier.Append(leaves.AsSpan(0, count));
                return frontier.Root == expected ? null : "another root";
            });
        }
    }

    private static TreeHash[] Hashes(JsonElement hashes) => [.. hashes.EnumerateArray().Select(hash => new TreeHash(Convert.FromHexString(hash.GetString()!)))];

    private static IEnumerable<ConformanceCase> NoteCases(JsonElement vectors)
    {
        foreach (var test in vectors.GetProperty("noteOpen").EnumerateArray())
            yield return Case(test.GetProperty("name").GetString()!, () => JudgeNote(test));

        var tree = vectors.GetProperty("treeFormat");
        var origin = tree.GetProperty("golden").GetString()!.Split('\n')[0];
        yield return Case("tree format", () =>
        {
            var root = TreeHasher.HashLeaf(Encoding.UTF8.GetBytes(tree.GetProperty("rootIsLeafHashOfUtf8").GetString()!));
            var size = tree.GetProperty("size").GetInt64();
            var text = Encoding.UTF8.GetBytes(tree.GetProperty("golden").GetString()!);
            return !new Checkpoint(origin, size, root).ToText().AsSpan().SequenceEqual(text) ? "written differently"
                : !CheckpointView.TryParse(text, out var read) || read.Size != size || read.Root != root ? "read differently"
                : JudgeTree(origin, text) == CheckpointResult.Verified ? null : "refused";
        });
        var number = 0;
        foreach (var bad in tree.GetProperty("bad").EnumerateArray().Select(bad => Encoding.UTF8.GetBytes(bad.GetString()!)))
            yield return Case($"bad tree {++number}", () => JudgeTree(origin, bad) == CheckpointResult.Verified ? "accepted" : null);
    }

    /// <summary>The origin of a tree is pinned by the policy that verifies it, so the text is signed and put before one.</summary>
    private static CheckpointResult JudgeTree(string origin, byte[] text)
    {
        using var signer = new Ed25519NoteSigner("log.example", RandomNumberGenerator.GetBytes(32));
        using var verifier = new Ed25519NoteVerifier(signer.Key);
        return new CheckpointPolicy(origin, [verifier]).Verify(SignedNote.Sign(text, signer), out _);
    }

    private static string? JudgeNote(JsonElement test)
    {
        var trusted = test.GetProperty("trustedVkeys").EnumerateArray().Select(key => (NoteVerifier)Ed25519NoteVerifier.Parse(key.GetString()!)).ToArray();
        var want = test.GetProperty("want").GetString();
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(test.GetProperty("message").GetString()!), out var note))
            return want == "malformed" ? null : "refused as malformed";
        var verified = new bool[trusted.Length];
        var result = note.Verify(trusted, verified);
        var isWanted = (want, result) is ("ok", NoteResult.Verified) or ("unverified", NoteResult.NotSigned) or ("invalid-signature", NoteResult.InvalidSignature);
        if (!isWanted)
            return $"{result} instead of {want}";
        if (result != NoteResult.Verified)
            return null;

        var signed = trusted.Where((_, at) => verified[at]).Select(key => key.Key.Name).ToList();
        var others = new List<string>();
        foreach (var signature in note)
        {
            if (!signed.Contains(Encoding.UTF8.GetString(signature.Name)))
                others.Add(Encoding.UTF8.GetString(signature.Name));
        }
        return signed.SequenceEqual(Names("verified")) && others.SequenceEqual(Names("unverified")) ? null : "other keys have signed";

        IEnumerable<string> Names(string property) => test.GetProperty(property).EnumerateArray().Select(name => name.GetString()!);
    }

    /// <summary>A log of fifteen entries with a checkpoint of each size, as its files lie there.</summary>
    private static class TesseraLog
    {
        public static IEnumerable<ConformanceCase> Cases(string folder)
        {
            var current = File.ReadAllBytes(Path.Combine(folder, "checkpoint"));
            var size = Read(current).Size;
            yield return Case("checkpoint is that of its size", () => current.AsSpan().SequenceEqual(Checkpoint(folder, size)) ? null : "they differ");
            for (long each = 0; each <= size; each++)
            {
                var at = each;
                yield return new($"tree of {at}", token => JudgeTreeAsync(folder, at, token));
                for (long old = 1; old <= at; old++)
                {
                    var from = old;
                    yield return new($"consistency from {from} to {at}", token => JudgeConsistencyAsync(folder, from, at, token));
                }
                for (long index = 0; index < at; index++)
                {
                    var leaf = index;
                    yield return new($"inclusion of {leaf} in {at}", token => JudgeInclusionAsync(folder, leaf, at, token));
                }
            }
        }

        private static byte[] Checkpoint(string folder, long size) => File.ReadAllBytes(Path.Combine(folder, $"checkpoint.{size}"));

        private static (long Size, TreeHash Root) Read(byte[] bytes)
        {
            using var key = Ed25519NoteVerifier.Parse(TesseraKey);
            var result = new CheckpointPolicy(TesseraOrigin, [key]).Verify(bytes, out var view);
            return result == CheckpointResult.Verified ? (view.Size, view.Root) : throw new FormatException($"The checkpoint is {result}.");
        }

        private static async ValueTask<string?> JudgeTreeAsync(string folder, long size, CancellationToken cancellationToken)
        {
            var (read, root) = Read(Checkpoint(folder, size));
            if (read != size)
                return $"it is of size {read}";
            var tiles = new TileFolder(folder);
            var found = await new TileVerifier(tiles, size, root).VerifyAsync(cancellationToken);
            return !found.IsIntact ? found.ToString() : await new TileReader(tiles, size).ComputeRootAsync(cancellationToken) == root ? null : "another root";
        }

        private static async ValueTask<string?> JudgeConsistencyAsync(string folder, long old, long size, CancellationToken cancellationToken)
        {
            var proof = new TreeHash[TreeProof.MaxLength];
            var count = await new TileReader(new TileFolder(folder), size).Prover.ProveConsistencyAsync(old, size, proof, cancellationToken);
            var (before, after) = (Read(Checkpoint(folder, old)).Root, Read(Checkpoint(folder, size)).Root);
            return TreeProof.VerifyConsistency(old, size, before, after, proof.AsSpan(0, count)) ? null : "refused";
        }

        private static async ValueTask<string?> JudgeInclusionAsync(string folder, long index, long size, CancellationToken cancellationToken)
        {
            var proof = new TreeHash[TreeProof.MaxLength];
            var reader = new TileReader(new TileFolder(folder), size);
            var entry = await reader.ReadEntryAsync(index, cancellationToken);
            var count = await reader.Prover.ProveInclusionAsync(index, size, proof, cancellationToken);
            var root = Read(Checkpoint(folder, size)).Root;
            return TreeProof.VerifyInclusion(index, size, TreeHasher.HashLeaf(entry.Span), proof.AsSpan(0, count), root) ? null : "refused";
        }
    }
}
