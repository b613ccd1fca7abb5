using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Proofs;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class AuditVerifierTests
{
    private const int Size = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(257)]
    public async Task Every_record_is_verified_by_its_proof_and_by_no_other(int size)
    {
        using var log = await TestLog.OfAsync(size);
        var policy = log.Policy();
        var checkpoint = log.Checkpoint();
        for (var index = 0; index < size; index += size < 3 ? 1 : 17)
        {
            var proof = await log.ProofAsync(index, checkpoint);

            var expected = new AuditVerification(AuditVerificationResult.Verified, index, size);
            Assert.Equal(expected, AuditVerifier.Verify(ReferenceTree.Record(index), proof, policy));
            Assert.True(AuditVerifier.TryVerify(ReferenceTree.Record(index), proof, policy));
            Assert.False(AuditVerifier.TryVerify(ReferenceTree.Record(index + 1), proof, policy));
        }
    }

    [Fact]
    public async Task The_proof_is_written_as_the_specification_shows_it()
    {
        using var log = await TestLog.OfAsync(3);
        var checkpoint = log.Checkpoint();
        var leaves = ReferenceTree.Leaves(3);

        var proof = await log.ProofAsync(1, checkpoint, "extra"u8.ToArray());

        var expected = $"c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\n{leaves[0]}\n{leaves[2]}\n\n{Encoding.UTF8.GetString(checkpoint)}";
        Assert.Equal(expected, Encoding.UTF8.GetString(proof));
        Assert.True(TlogProof.TryParse(proof, out var read));
        Assert.Equal(1, read.Index);
        Assert.Equal(2, read.HashCount);
        Assert.Equal(checkpoint, read.Checkpoint);
        var extra = new byte[read.ExtraLength];
        Assert.Equal(5, read.CopyExtra(extra));
        Assert.Equal("extra"u8, extra);
        Assert.True(AuditVerifier.TryVerify(ReferenceTree.Record(1), proof, log.Policy()));
    }

    [Fact]
    public async Task Each_reason_to_refuse_is_told_apart()
    {
        using var log = await TestLog.OfAsync(Size);
        var witness = log.NewSigner("witness.example/w1");
        var record = ReferenceTree.Record(42);
        var proof = await log.ProofAsync(42, log.Checkpoint());
        var stranger = await log.ProofAsync(42, log.Checkpoint(log.NewSigner(TestLog.Origin)));
        var broken = Encoding.UTF8.GetString(proof);
        var signature = broken.LastIndexOf(' ') + 20; // beyond the id of the key
        broken = broken[..signature] + (broken[signature] == 'A' ? 'B' : 'A') + broken[(signature + 1)..];

        Assert.Equal(AuditVerificationResult.Malformed, AuditVerifier.Verify(record, "nothing"u8, log.Policy()).Result);
        Assert.Equal(AuditVerificationResult.NotIncluded, AuditVerifier.Verify(record.AsSpan(1), proof, log.Policy()).Result);
        Assert.Equal(AuditVerificationResult.NotSignedByLog, AuditVerifier.Verify(record, stranger, log.Policy()).Result);
        Assert.Equal(AuditVerificationResult.InvalidSignature, AuditVerifier.Verify(record, Encoding.UTF8.GetBytes(broken), log.Policy()).Result);
        var other = new CheckpointPolicy("audit.example.com/other", [log.VerifierOf(log.Signer)]);
        Assert.Equal(AuditVerificationResult.WrongOrigin, AuditVerifier.Verify(record, proof, other).Result);
        var witnessed = new CheckpointPolicy(TestLog.Origin, [log.VerifierOf(log.Signer)], [log.VerifierOf(witness)], 1);
        Assert.Equal(AuditVerificationResult.TooFewWitnesses, AuditVerifier.Verify(record, proof, witnessed).Result);
        Assert.Equal(new AuditVerification(AuditVerificationResult.NotIncluded, 0, 0), AuditVerifier.Verify([], proof, log.Policy()));
    }

    [Fact]
    public async Task Every_bit_of_the_record_and_of_the_proof_counts()
    {
        using var log = await TestLog.OfAsync(Size);
        var policy = log.Policy();
        var record = ReferenceTree.Record(42);
        var proof = await log.ProofAsync(42, log.Checkpoint());

        Assert.True(AuditVerifier.TryVerify(record, proof, policy));
        foreach (var bytes in (byte[][])[record, proof])
        {
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.False(AuditVerifier.TryVerify(record, proof, policy));
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
            }
        }
        for (var length = 0; length < proof.Length; length++)
            Assert.False(AuditVerifier.TryVerify(record, proof.AsSpan(0, length), policy));
        Assert.True(AuditVerifier.TryVerify(record, proof, policy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\n\nx")]
    [InlineData(" c2sp.org/tlog-proof@v1\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nIndex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AA=\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n\nx")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nx")]
    public void What_is_no_proof_is_refused(string text) => Assert.False(TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_proof_with_more_hashes_than_any_tree_has_is_refused()
    {
        using var log = new TestLog();
        var checkpoint = log.Checkpoint();
        string Text(int count) => $"c2sp.org/tlog-proof@v1\nindex 0\n{string.Concat(Enumerable.Repeat($"{TreeHash.Empty}\n", count))}\nx";

        Assert.True(TlogProof.TryParse(Encoding.UTF8.GetBytes(Text(63)), out _));
        Assert.False(TlogProof.TryParse(Encoding.UTF8.GetBytes(Text(64)), out _));
        Assert.Throws<ArgumentException>(() => TlogProof.Write(0, new TreeHash[64], checkpoint));
        Assert.Throws<ArgumentException>(() => TlogProof.Write(0, [], "x"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TlogProof.Write(-1, [], checkpoint));
    }

    [Property(MaxTest = 1000)]
    public void Bytes_of_a_stranger_never_throw(byte[] bytes, byte[] more)
    {
        using var log = new TestLog();
        var policy = log.Policy();
        byte[] begun = [.. "c2sp.org/tlog-proof@v1\n"u8, .. bytes];
        byte[] further = [.. "c2sp.org/tlog-proof@v1\nindex 1\n\n"u8, .. bytes, .. "\n\n"u8, .. more];
        foreach (var proof in (byte[][])[bytes, begun, further])
            Assert.False(AuditVerifier.TryVerify(more, proof, policy));
    }

    [Fact]
    [AllocationTestOf(typeof(AuditVerifier), nameof(AuditVerifier.Verify))]
    [AllocationTestOf(typeof(TlogProof), nameof(TlogProof.TryParse))]
    public async Task Verifying_a_proof_allocates_nothing()
    {
        using var log = await TestLog.OfAsync(Size);
        using var key = new BelievingVerifier(log.Signer.Key);
        var policy = new CheckpointPolicy(TestLog.Origin, [key]);
        var record = ReferenceTree.Record(42);
        var proof = await log.ProofAsync(42, log.Checkpoint());

        AllocationMeter.AssertAllocatesNothing(() => Verify(record, proof, policy));
    }

    [Fact]
    public async Task With_ecdsa_it_allocates_what_the_runtime_does_for_its_signature_and_no_more()
    {
        using var log = await TestLog.OfAsync(Size);
        var policy = log.Policy();
        var record = ReferenceTree.Record(42);
        var proof = await log.ProofAsync(42, log.Checkpoint());

        AllocationMeter.AssertBytesPerCall(log.BytesOfEcdsa(), () => Verify(record, proof, policy));
    }

    private static void Verify(byte[] record, byte[] proof, CheckpointPolicy policy)
    {
        if (!AuditVerifier.Verify(record, proof, policy).IsVerified)
            throw new InvalidOperationException("The proof was refused.");
    }
}
