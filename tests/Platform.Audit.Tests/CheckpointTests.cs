using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void A_checkpoint_is_written_as_the_specification_shows_it()
    {
        Assert.True(TreeHash.TryParse(Root, out var root));
        var checkpoint = new Checkpoint("example.com/behind-the-sofa", 20852163, root);

        Assert.Equal($"example.com/behind-the-sofa\n20852163\n{Root}\n", Encoding.UTF8.GetString(checkpoint.ToText()));
    }

    [Property]
    public void What_is_written_is_read(ulong size, byte extensions)
    {
        var number = (long)(size >> 1);
        var root = number == 0 ? TreeHash.Empty : ReferenceTree.LeafHash([1]);
        var lines = Enumerable.Range(0, extensions % 4).Select(at => $"extension {at}").ToArray();
        var text = new Checkpoint("audit.example.com/ü", number, root) { Extensions = lines }.ToText();

        Assert.True(CheckpointView.TryParse(text, out var view));
        Assert.Equal("audit.example.com/ü"u8, view.Origin);
        Assert.Equal(number, view.Size);
        Assert.Equal(root, view.Root);
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), Encoding.UTF8.GetString(view.Extensions));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("origin\n")]
    [InlineData("origin\n1\n")]
    [InlineData("origin\n1\n" + Root)]
    [InlineData("origin\n\n" + Root + "\n")]
    [InlineData("origin\n01\n" + Root + "\n")]
    [InlineData("origin\n00\n" + Root + "\n")]
    [InlineData("origin\n-1\n" + Root + "\n")]
    [InlineData("origin\n+1\n" + Root + "\n")]
    [InlineData("origin\n 1\n" + Root + "\n")]
    [InlineData("origin\n1 \n" + Root + "\n")]
    [InlineData("origin\n1.0\n" + Root + "\n")]
    [InlineData("origin\n1e3\n" + Root + "\n")]
    [InlineData("origin\n0x1\n" + Root + "\n")]
    [InlineData("origin\n1,000\n" + Root + "\n")]
    [InlineData("origin\n٣\n" + Root + "\n")]
    [InlineData("origin\n9223372036854775808\n" + Root + "\n")]
    [InlineData("origin\n99999999999999999999\n" + Root + "\n")]
    [InlineData("origin\n0\n" + Root + "\n")] // an empty tree has another root
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n")]
    [InlineData("origin\n1\n\n")]
    [InlineData("origin\n1\n" + Root + "\n\n")]
    [InlineData("origin\n1\n" + Root + "\nextension")]
    [InlineData("origin\n1\n" + Root + "\nextension\n\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.False(CheckpointView.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Property(MaxTest = 1000)]
    public void Bytes_of_a_stranger_never_throw(byte[] bytes, string text)
    {
        _ = CheckpointView.TryParse(bytes, out _);
        if (CheckpointView.TryParse(Encoding.UTF8.GetBytes($"{text}\n1\n{Root}\n{text}\n"), out var view))
            Assert.Equal(1, view.Size);
    }

    [Fact]
    public void The_largest_size_is_read()
    {
        Assert.True(CheckpointView.TryParse(Encoding.UTF8.GetBytes($"origin\n{long.MaxValue}\n{Root}\n"), out var view));
        Assert.Equal(long.MaxValue, view.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\u0085b")]
    [InlineData("a\ud800b")]
    public void A_line_that_would_not_be_one_is_refused(string line)
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint(line, 0, TreeHash.Empty));
        Assert.Throws<ArgumentException>(() => new Checkpoint("origin", 0, TreeHash.Empty) { Extensions = [line] });
    }

    [Fact]
    public void A_negative_size_and_an_empty_tree_with_a_root_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("origin", -1, TreeHash.Empty));
        Assert.Throws<ArgumentException>(() => new Checkpoint("origin", 0, default));
    }

    [Fact]
    public async Task A_checkpoint_of_the_log_is_verified_and_others_are_told_apart()
    {
        using var log = await TestLog.OfAsync(3);
        var policy = log.Policy();
        var stranger = log.NewSigner(TestLog.Origin);
        var other = new Checkpoint("audit.example.com/other", 3, log.Writer.Root).Sign(log.Signer);

        Assert.Equal(CheckpointResult.Verified, policy.Verify(log.Checkpoint(), out var checkpoint));
        Assert.Equal(3, checkpoint.Size);
        Assert.Equal(log.Writer.Root, checkpoint.Root);
        Assert.Equal(CheckpointResult.WrongOrigin, policy.Verify(other, out checkpoint));
        Assert.Equal(0, checkpoint.Size);
        Assert.Equal(CheckpointResult.NotSignedByLog, policy.Verify(log.Checkpoint(stranger), out _));
        Assert.Equal(CheckpointResult.Malformed, policy.Verify(SignedNote.Sign("text\n"u8, log.Signer), out _));
        Assert.Equal(CheckpointResult.Malformed, policy.Verify("text\n"u8, out _));
    }

    [Fact]
    public async Task While_a_key_is_replaced_both_sign_and_who_trusts_either_can_verify()
    {
        using var log = await TestLog.OfAsync(3);
        var next = log.NewSigner(TestLog.Origin);
        var before = log.Checkpoint();
        var during = log.Checkpoint(log.Signer, next);
        var after = log.Checkpoint(next);
        var old = log.Policy();
        var both = new CheckpointPolicy(TestLog.Origin, [log.VerifierOf(log.Signer), log.VerifierOf(next)]);
        var @new = new CheckpointPolicy(TestLog.Origin, [log.VerifierOf(next)]);

        Assert.Equal([CheckpointResult.Verified, CheckpointResult.Verified, CheckpointResult.NotSignedByLog], Judge(old));
        Assert.Equal([CheckpointResult.Verified, CheckpointResult.Verified, CheckpointResult.Verified], Judge(both));
        Assert.Equal([CheckpointResult.NotSignedByLog, CheckpointResult.Verified, CheckpointResult.Verified], Judge(@new));

        CheckpointResult[] Judge(CheckpointPolicy policy) => [policy.Verify(before, out _), policy.Verify(during, out _), policy.Verify(after, out _)];
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 3, true)]
    public async Task As_many_witnesses_as_are_asked_for_have_to_have_signed(int signed, int required, bool isEnough)
    {
        using var log = await TestLog.OfAsync(3);
        var witnesses = Enumerable.Range(1, 3).Select(at => log.NewSigner($"witness.example/w{at}")).ToArray();
        var policy = new CheckpointPolicy(TestLog.Origin, [log.VerifierOf(log.Signer)], witnesses.Select(log.VerifierOf), required);

        var note = log.Checkpoint([log.Signer, .. witnesses[..signed]]);

        Assert.Equal(isEnough ? CheckpointResult.Verified : CheckpointResult.TooFewWitnesses, policy.Verify(note, out _));
        Assert.Equal(required, policy.RequiredWitnesses);
    }

    [Fact]
    public async Task A_witness_with_two_keys_counts_once_and_none_stands_in_for_the_log()
    {
        using var log = await TestLog.OfAsync(3);
        var (first, second, third) = (log.NewSigner("witness.example/w1"), log.NewSigner("witness.example/w1"), log.NewSigner("witness.example/w2"));
        NoteVerifier[] witnesses = [log.VerifierOf(first), log.VerifierOf(second), log.VerifierOf(third)];
        var policy = new CheckpointPolicy(TestLog.Origin, [log.VerifierOf(log.Signer)], witnesses, 2);

        Assert.Equal(CheckpointResult.TooFewWitnesses, policy.Verify(log.Checkpoint(log.Signer, first, second), out _));
        Assert.Equal(CheckpointResult.Verified, policy.Verify(log.Checkpoint(log.Signer, second, third), out _));
        Assert.Equal(CheckpointResult.NotSignedByLog, policy.Verify(log.Checkpoint(first, third), out _));
    }

    [Fact]
    public void A_policy_that_makes_no_sense_is_refused()
    {
        using var log = new TestLog();
        var key = log.VerifierOf(log.Signer);
        var witness = log.VerifierOf(log.NewSigner("witness.example/w1"));

        Assert.Throws<ArgumentException>(() => new CheckpointPolicy("", [key]));
        Assert.Throws<ArgumentException>(() => new CheckpointPolicy(TestLog.Origin, []));
        Assert.Throws<ArgumentException>(() => new CheckpointPolicy(TestLog.Origin, [key, log.VerifierOf(log.Signer)]));
        Assert.Throws<ArgumentException>(() => new CheckpointPolicy(TestLog.Origin, [key], [log.VerifierOf(log.NewSigner(TestLog.Origin))], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointPolicy(TestLog.Origin, [key], [witness], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointPolicy(TestLog.Origin, [key], [witness], -1));
    }

    [Fact]
    public async Task Every_bit_of_a_checkpoint_counts()
    {
        using var log = await TestLog.OfAsync(3);
        var policy = log.Policy();
        var note = log.Checkpoint();
        for (var bit = 0; bit < note.Length * 8; bit++)
        {
            note[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(CheckpointResult.Verified, policy.Verify(note, out _));
            note[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.Equal(CheckpointResult.Verified, policy.Verify(note, out _));
    }

    [Fact]
    [AllocationTestOf(typeof(CheckpointView), nameof(CheckpointView.TryParse))]
    [AllocationTestOf(typeof(CheckpointPolicy), nameof(CheckpointPolicy.Verify))]
    public async Task Reading_and_verifying_a_checkpoint_allocates_nothing()
    {
        using var log = await TestLog.OfAsync(3);
        using var key = new BelievingVerifier(log.Signer.Key);
        var policy = new CheckpointPolicy(TestLog.Origin, [key]);
        var note = log.Checkpoint();
        var text = new Checkpoint("origin", 7, log.Writer.Root).ToText();

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!CheckpointView.TryParse(text, out _) || policy.Verify(note, out _) != CheckpointResult.Verified)
                throw new InvalidOperationException("The checkpoint was refused.");
        });
    }
}
