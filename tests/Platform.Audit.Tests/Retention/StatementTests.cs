using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Retention;

public sealed class StatementTests : IDisposable
{
    private const string Origin = "audit.example.com/test";

    private static readonly AuditPartition Partition = new(0, 512);

    private readonly EcdsaNoteSigner _signer = new(Origin, ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly EcdsaNoteSigner _next = new(Origin, ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly List<LogKeys> _keys = [];

    public void Dispose()
    {
        _keys.ForEach(static keys => keys.Dispose());
        _signer.Dispose();
        _next.Dispose();
    }

    [Fact]
    public void What_the_log_has_signed_for_its_place_is_believed()
    {
        var record = Write(Keys(Origin, _signer), index: 700);

        Assert.True(LogDropped.TryRead(record, 700, Keys(Origin, _signer).Policy, out var partition));
        Assert.Equal(Partition, partition);
        Assert.False(LogDropped.TryRead(record, 701, Keys(Origin, _signer).Policy, out _));
    }

    [Fact]
    public void No_byte_behind_the_header_can_be_changed()
    {
        var record = Write(Keys(Origin, _signer), index: 700);
        var policy = Keys(Origin, _signer).Policy;
        for (var at = RecordHeader.Length; at < record.Length; at++)
        {
            record[at] ^= 1;
            Assert.False(LogDropped.TryRead(record, 700, policy, out _), $"Byte {at} was changed, and nobody has noticed.");
            record[at] ^= 1;
        }
        Assert.True(LogDropped.TryRead(record, 700, policy, out _));
    }

    [Fact]
    public void No_length_of_it_is_one()
    {
        var record = Write(Keys(Origin, _signer), index: 700);
        for (var length = 0; length < record.Length; length++)
            Assert.False(Statement.IsSigned(record.AsSpan(0, length), "audit.dropped"u8, Keys(Origin, _signer).Policy));
    }

    [Fact]
    public void Another_log_another_key_and_another_event_are_refused()
    {
        var record = Write(Keys(Origin, _signer), index: 700);

        Assert.False(Statement.IsSigned(record, "audit.dropped"u8, Keys("audit.example.com/other", _signer).Policy));
        Assert.False(Statement.IsSigned(record, "audit.dropped"u8, Keys(Origin, _next).Policy));
        Assert.False(Statement.IsSigned(record, "audit.hold.released"u8, Keys(Origin, _signer).Policy));
        Assert.True(Statement.IsSigned(record, "audit.dropped"u8, Keys(Origin, _signer).Policy));
    }

    [Fact]
    public void While_a_key_is_replaced_either_is_enough_and_one_that_is_retired_is_known()
    {
        var record = Write(Keys(Origin, _signer, _next), index: 700);
        using var retired = _signer.CreateVerifier();

        Assert.True(Statement.IsSigned(record, "audit.dropped"u8, Keys(Origin, _signer).Policy));
        Assert.True(Statement.IsSigned(record, "audit.dropped"u8, Keys(Origin, _next).Policy));
        using var later = new LogKeys(Origin, [_next], [retired]);
        Assert.True(Statement.IsSigned(Write(Keys(Origin, _signer), index: 700), "audit.dropped"u8, later.Policy));
    }

    /// <summary>What witnesses have to say about checkpoints they have not said about this.</summary>
    [Fact]
    public void Witnesses_are_not_asked_for()
    {
        using var key = _signer.CreateVerifier();
        using var witnessing = new EcdsaNoteSigner("witness.example.com", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        using var witness = witnessing.CreateVerifier();

        Assert.True(Statement.IsSigned(Write(Keys(Origin, _signer), index: 700), "audit.dropped"u8, new CheckpointPolicy(Origin, [key], [witness], 1)));
    }

    /// <summary>A log that could be made to sign one as the other would say whatever somebody likes.</summary>
    [Fact]
    public void A_statement_is_no_checkpoint()
    {
        var keys = Keys(Origin, _signer);
        var record = Write(keys, index: 700);
        Assert.True(AuditRecord.TryRead(record, out var read));
        AuditValue last = default;
        foreach (var field in read.Fields)
            last = field;
        var checkpoint = new Checkpoint(Origin, 700, Trees.TreeHasher.HashLeaf("a"u8)).ToText();

        Assert.NotEqual(CheckpointResult.Verified, keys.Policy.Verify([.. checkpoint, (byte)'\n', .. last.Bytes], out _));
    }

    private static byte[] Write(LogKeys keys, long index)
    {
        var record = new DropRequest(Partition, "a.ndjson.gz", new string('0', 64), "seven years are over", static (_, _, _) => default).Write(index, keys);
        RecordHeader.Write(record, AuditRecordKind.Event, 0, producer: 1, sequence: 1);
        return record;
    }

    private LogKeys Keys(string origin, params NoteSigner[] signers)
    {
        var keys = new LogKeys(origin, signers, []);
        _keys.Add(keys);
        return keys;
    }
}
