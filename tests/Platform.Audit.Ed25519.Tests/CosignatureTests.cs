using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Ed25519.Tests;

public sealed class CosignatureTests : IDisposable
{
    private const string Origin = "example.com/behind-the-sofa";

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1679315147);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly Ed25519NoteSigner _log = new(Origin, [.. Seed.Reverse()]);
    private readonly Ed25519CosignatureSigner _witness;
    private readonly Ed25519NoteVerifier _ofLog;
    private readonly Ed25519CosignatureVerifier _ofWitness;

    public CosignatureTests()
    {
        _witness = new Ed25519CosignatureSigner("witness.example.com/w1", Seed, _time);
        _ofLog = Ed25519NoteVerifier.Parse(_log.Key.ToString());
        _ofWitness = Ed25519CosignatureVerifier.Parse(_witness.Key.ToString());
    }

    public void Dispose()
    {
        _log.Dispose();
        _witness.Dispose();
        _ofLog.Dispose();
        _ofWitness.Dispose();
    }

    [Fact]
    public void A_cosignature_is_over_the_message_that_the_specification_shows()
    {
        Assert.True(TreeHash.TryParse("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", out var root));
        var text = new Checkpoint(Origin, 20852163, root).ToText();
        var signature = new byte[_witness.MaxSignatureLength];

        Assert.Equal(72, _witness.Sign(text, signature));
        Assert.Equal(1679315147, BinaryPrimitives.ReadInt64BigEndian(signature));
        var message = $"cosignature/v1\ntime 1679315147\n{Origin}\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        var key = PublicKey.Import(SignatureAlgorithm.Ed25519, _witness.Key.PublicKey, KeyBlobFormat.RawPublicKey);
        Assert.True(SignatureAlgorithm.Ed25519.Verify(key, Encoding.UTF8.GetBytes(message), signature.AsSpan(8)));
        Assert.True(Ed25519CosignatureVerifier.TryReadTime(signature, out var time));
        Assert.Equal(Now, time);
    }

    [Fact]
    public void The_log_and_the_witness_together_satisfy_a_policy_that_asks_for_both()
    {
        var policy = new CheckpointPolicy(Origin, [_ofLog], [_ofWitness], 1);
        var signed = Checkpoint();
        var cosigned = SignedNote.AddSignatures(signed, _witness);

        Assert.Equal(CheckpointResult.TooFewWitnesses, policy.Verify(signed, out _));
        Assert.Equal(CheckpointResult.Verified, policy.Verify(cosigned, out _));
        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy(Origin, [_ofLog]).Verify(cosigned, out _)); // who knows no witness ignores it
    }

    [Fact]
    public void Every_bit_of_a_cosigned_checkpoint_counts()
    {
        var policy = new CheckpointPolicy(Origin, [_ofLog], [_ofWitness], 1);
        var note = SignedNote.AddSignatures(Checkpoint(), _witness);
        for (var bit = 0; bit < note.Length * 8; bit++)
        {
            note[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(CheckpointResult.Verified, policy.Verify(note, out _));
            note[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_cosignature_is_no_signature_and_the_other_way_round()
    {
        var text = new Checkpoint(Origin, 0, TreeHash.Empty).ToText();
        using var sameKey = new Ed25519NoteSigner("witness.example.com/w1", Seed);
        using var ofSameKey = new Ed25519NoteVerifier(sameKey.Key);
        var plain = new byte[64];
        var cosignature = new byte[72];
        sameKey.Sign(text, plain);
        _witness.Sign(text, cosignature);

        Assert.True(ofSameKey.Verify(text, plain));
        Assert.False(ofSameKey.Verify(text, cosignature.AsSpan(8)));
        Assert.False(_ofWitness.Verify(text, [.. cosignature.AsSpan(0, 8), .. plain]));
        Assert.False(_ofWitness.Verify(text, plain));
        Assert.True(_ofWitness.Verify(text, cosignature));
    }

    [Fact]
    public void Only_checkpoints_are_cosigned()
    {
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("text\n"u8, _witness));
        Assert.False(_ofWitness.Verify("text\n"u8, new byte[72]));
    }

    [Fact]
    public void A_clock_before_1970_does_not_cosign()
    {
        using var early = new Ed25519CosignatureSigner("witness.example.com/w1", Seed, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(-1)));
        Assert.Throws<ArgumentException>(() => SignedNote.AddSignatures(Checkpoint(), early));
    }

    [Theory]
    [InlineData(0x8000_0000_0000_0000)]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    public void A_time_that_is_out_of_range_is_refused(ulong seconds)
    {
        var signature = new byte[72];
        BinaryPrimitives.WriteUInt64BigEndian(signature, seconds);

        Assert.False(Ed25519CosignatureVerifier.TryReadTime(signature, out _));
        Assert.False(Ed25519CosignatureVerifier.TryReadTime(signature.AsSpan(1), out _));
        Assert.False(_ofWitness.Verify(new Checkpoint(Origin, 0, TreeHash.Empty).ToText(), signature));
    }

    [Fact]
    public void Verifying_a_cosigned_checkpoint_allocates_nothing()
    {
        var policy = new CheckpointPolicy(Origin, [_ofLog], [_ofWitness], 1);
        var note = SignedNote.AddSignatures(Checkpoint(), _witness);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (policy.Verify(note, out _) != CheckpointResult.Verified)
                throw new InvalidOperationException("The checkpoint was refused.");
        });
    }

    private byte[] Checkpoint() => new Checkpoint(Origin, 0, TreeHash.Empty).Sign(_log);
}
