using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tests.Log;

namespace Platform.Audit.Tests.PersonalData;

public sealed class PersonalDataTests
{
    private static readonly AuditEventType Reported = new("request.reported");

    /// <summary>The examples of docs/reference/audit-record.md, computed there with Python's hmac.</summary>
    [Theory]
    [InlineData("resident:17", "583B658BC1929FDD6425EC56DC0F4878474B72D21E67977309AFD398B227B1C5")]
    [InlineData("", "B15B7EDEC0002F74E4534B1518CA2D112597FEA222880D63F1F0869328E61706")]
    public void A_commitment_is_that_which_the_reference_shows(string subject, string expected)
    {
        var salt = Enumerable.Range(0, 32).Select(static at => (byte)at).ToArray();

        Assert.Equal(expected, Commit(salt, AuditField.Named, "email", AuditValueKind.Text, "ada@example.com", subject));
    }

    [Fact]
    public void A_commitment_fits_its_own_field_name_subject_kind_value_and_salt_only()
    {
        var salt = new byte[PersonalCommitment.SaltLength];
        var other = salt.ToArray();
        other[31] = 1;
        string[] all =
        [
            Commit(salt, AuditField.Named, "ab", AuditValueKind.Text, "c"), Commit(salt, AuditField.Named, "a", AuditValueKind.Text, "bc"), Commit(salt, AuditField.Named, "a", AuditValueKind.Bytes, "bc"),
            Commit(salt, AuditField.Named, "a", AuditValueKind.Text, "c", "b"), Commit(salt, AuditField.Named, "a", AuditValueKind.Text, "c", "bb"), Commit(salt, AuditField.Named, "a", AuditValueKind.Text, "c"),
            Commit(salt, AuditField.Actor, "", AuditValueKind.Text, "c"), Commit(salt, AuditField.Source, "", AuditValueKind.Text, "c"), Commit(other, AuditField.Named, "ab", AuditValueKind.Text, "c"),
        ];

        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_salt_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => PersonalCommitment.Compute(new byte[length], AuditField.Named, "a"u8, default, AuditValueKind.Text, "b"u8, new byte[32]));

    [Fact]
    public void A_subject_that_is_too_long_is_refused() =>
        Assert.Throws<ArgumentException>(() => PersonalCommitment.Compute(new byte[32], AuditField.Named, "a"u8, new byte[1_021], AuditValueKind.Text, "b"u8, new byte[32]));

    /// <summary>Whom it is about decides whose erasure takes it away.</summary>
    [Fact]
    public void A_content_that_is_said_to_be_about_somebody_else_is_no_row_of_an_intake()
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:17" }.WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        row[row.AsSpan().IndexOf("resident:17"u8) + 10] = (byte)'8';

        AuditIntakeRecord.Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
    }

    [Property]
    public void Ranges_have_what_was_written_and_nothing_else(ushort[] indices)
    {
        long[] ascending = [.. indices.Distinct().Select(static index => (long)index).Order()];

        var isRead = RecordRanges.TryRead(Encoding.UTF8.GetBytes(RecordRanges.Write(ascending)), out var ranges);

        Assert.Equal(ascending.Length > 0, isRead);
        Assert.Equal(ascending, ranges.SelectMany(static range => Enumerable.Range((int)range.First, (int)(range.Last - range.First) + 1)).Select(static index => (long)index));
    }

    [Theory]
    [InlineData("3", true)]
    [InlineData("0 3-4 9", true)]
    [InlineData("9223372036854775807", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("3-", false)]
    [InlineData("-3", false)]
    [InlineData("3--5", false)]
    [InlineData(" 3", false)]
    [InlineData("3  5", false)]
    [InlineData("03", false)]
    [InlineData("5-3", false)]
    [InlineData("3-3", false)]
    [InlineData("5 3", false)]
    [InlineData("3 3", false)]
    [InlineData("3 4", false)]
    [InlineData("3-5 5", false)]
    [InlineData("99999999999999999999", false)]
    public void Ranges_have_one_spelling(string text, bool isOne) => Assert.Equal(isOne, RecordRanges.TryRead(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>Whoever may insert a row of an intake may write anything into it.</summary>
    [Property(MaxTest = 2_000)]
    public void A_row_that_was_damaged_is_recorded_as_it_is_and_nothing_throws(int at, byte by, ushort cut)
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        row[(int)((uint)at % row.Length)] ^= by;
        row = row[..(row.Length - cut % 60)];

        var read = AuditIntakeRecord.Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);

        var enclosed = Enclosure.Detach(read);
        Assert.Equal(isWellFormed, enclosed > 0);
        Assert.True(AuditRecord.TryRead(read.AsSpan(0, read.Length - enclosed), out _));
        if (!isWellFormed)
        {
            Assert.Equal((-1, -1, -1), (read.AsSpan().IndexOf("ada@exam"u8), read.AsSpan().IndexOf("ple.com"u8), read.AsSpan().IndexOf("resident"u8)));
            return;
        }
        var batch = new AuditBatch();
        batch.Begin(1, 0, DateTimeOffset.UnixEpoch);
        Enclosure.AddTo(batch, 0, read.AsSpan(read.Length - enclosed));
        Assert.Single(batch.Personal);
        Assert.Empty(batch.Erasures);
    }

    /// <summary>What it holds could never be erased from the tree.</summary>
    [Theory]
    [InlineData("without its flag")]
    [InlineData("without its end")]
    [InlineData("with another length")]
    [InlineData("of another version")]
    public void A_row_that_cannot_be_parted_is_recorded_by_its_length_and_digest_alone(string damage)
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        switch (damage)
        {
            case "without its flag":
                RecordHeader.SetFlags(row, 0);
                break;
            case "without its end":
                row = row[..^4];
                break;
            case "with another length":
                row[^1]--;
                break;
            default:
                row[0] = 9;
                break;
        }

        var read = AuditIntakeRecord.Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
        Assert.True(AuditRecord.TryRead(read, out var record));
        List<string> names = [];
        foreach (var field in record.Fields)
        {
            names.Add(Encoding.UTF8.GetString(field.Name));
            if (field.Kind == AuditValueKind.Bytes)
                Assert.Equal(SHA256.HashData(row), field.Bytes.ToArray());
        }
        Assert.Equal(["length", "sha256"], names);
        Assert.Equal((-1, -1), (read.AsSpan().IndexOf("example"u8), read.AsSpan().IndexOf("resident"u8)));
    }

    [Fact]
    public void Of_a_record_that_does_not_belong_there_the_record_is_kept_and_not_what_was_behind_it()
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        row[^5] ^= 1;
        Assert.True(Enclosure.TrySplit(row, out var leaf, out _));

        var read = AuditIntakeRecord.Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
        Assert.True(read.AsSpan().IndexOf(leaf) > 0);
        Assert.Equal((-1, -1), (read.AsSpan().IndexOf("example"u8), read.AsSpan().IndexOf("resident"u8)));
    }

    [Fact]
    public void A_commitment_without_a_content_is_no_row_of_an_intake()
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported).WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        var leaf = row[..^Enclosure.Detach(row)];

        AuditIntakeRecord.Read(leaf, DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
    }

    [Fact]
    public void A_content_that_is_not_what_was_committed_to_is_no_row_of_an_intake()
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported).WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);
        row[^5] ^= 1;

        AuditIntakeRecord.Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
    }

    [Fact]
    public void An_erasure_is_no_row_of_an_intake()
    {
        using var key = TestLog.CreateKey();
        using var keys = TestLog.Keys(key);
        AuditIntakeRecord.Read(AuditIntakeRecord.Write(new LogErased(new long[] { 1, 2 }, null, keys), DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, out var isWellFormed);

        Assert.False(isWellFormed);
    }

    /// <summary>What another host has left is believed as its record is, so the record must say what goes.</summary>
    [Theory]
    [InlineData("3", 1, new long[] { 3 }, true)]
    [InlineData("3 5-7", 4, new long[] { 3, 5, 6, 7 }, true)]
    [InlineData("3", 1, new long[] { 4 }, false)]
    [InlineData("3", 1, new long[] { 3, 4 }, false)]
    [InlineData("3-4", 2, new long[] { 3 }, false)]
    [InlineData("3-4", 2, new long[] { 4, 3 }, false)]
    [InlineData("3-4", 2, new long[] { 3, 3 }, false)]
    [InlineData("3-4", 1, new long[] { 3, 4 }, false)]
    [InlineData("3 4", 2, new long[] { 3, 4 }, false)]
    [InlineData("4 3", 2, new long[] { 4, 3 }, false)]
    [InlineData("0-9223372036854775807", 1, new long[] { 0 }, false)]
    [InlineData("9223372036854775807", 1, new long[] { long.MaxValue }, true)]
    [InlineData("", 1, new long[] { 3 }, false)]
    public void An_erasure_erases_what_its_record_names_and_nothing_else(string records, int count, long[] erased, bool isOne)
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(AuditEventType.Own(LogErased.Name)).With("count", count).With("records", records), DateTimeOffset.UnixEpoch);
        var erasing = new Enclosure();
        erasing.Erase(erased);
        var enclosure = new byte[erasing.Length];
        erasing.Write(enclosure);
        Assert.True(AuditRecord.TryRead(row, out var record));

        Assert.Equal(isOne, Enclosure.HasShapeOf(enclosure, record));
    }

    /// <summary>Who erases, and from where, may be personal: the same record then has something beside it too.</summary>
    [Fact]
    public void An_erasure_by_somebody_who_is_personal_erases_and_brings_contents()
    {
        var context = new AuditContext { Source = "192.0.2.7", PersonalFields = [AuditField.Source] };
        using var key = TestLog.CreateKey();
        using var keys = TestLog.Keys(key);
        var row = AuditIntakeRecord.Write(new LogErased(new long[] { 1, 2 }, null, keys), DateTimeOffset.UnixEpoch, context);
        Assert.True(Enclosure.TrySplit(row, out var leaf, out var enclosure));
        Assert.True(AuditRecord.TryRead(leaf, out var record));
        var batch = new AuditBatch();
        batch.Begin(1, 5, DateTimeOffset.UnixEpoch);

        Assert.True(Enclosure.HasShapeOf(enclosure, record));
        Enclosure.AddTo(batch, 5, enclosure);

        Assert.Equal([1, 2], batch.Erasures.Select(static each => each.Index));
        Assert.Equal((5, 0), (Assert.Single(batch.Personal).Index, batch.Personal[0].Place));
        // Every byte that says how much there is has to be right.
        for (var at = 1; at < 1 + sizeof(int); at++)
        {
            var other = enclosure.ToArray();
            other[at] ^= 1;
            Assert.False(Enclosure.HasShapeOf(other, record));
        }
        Assert.False(Enclosure.HasShapeOf([.. enclosure[..(1 + sizeof(int) + 2 * sizeof(long))], 0, 0, 0, 0], record));
    }

    [Fact]
    public void Nothing_is_erased_that_was_not_there_before()
    {
        var erasing = new Enclosure();
        erasing.Erase([0, 4, 5, 6, 900]);
        var enclosure = new byte[erasing.Length];
        erasing.Write(enclosure);
        var batch = new AuditBatch();
        batch.Begin(1, 5, DateTimeOffset.UnixEpoch);

        Enclosure.AddTo(batch, 6, enclosure);

        Assert.Equal([0, 4], batch.Erasures.Select(static each => each.Index));
    }

    [Fact]
    public async Task A_store_that_keeps_nothing_beside_records_refuses_personal_fields()
    {
        using var key = TestLog.CreateKey();
        await using var log = await TestLog.StartAsync(new FaultyStore(new InMemoryAuditStore()), key);

        await Assert.ThrowsAsync<NotSupportedException>(async () =>
            await log.Log.AppendAsync(new AuditEvent(Reported).WithPersonal("email", "ada@example.com"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => log.Service<IAuditPersonalData>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_subject_that_is_none_is_refused(string subject) =>
        Assert.Throws<ArgumentException>(() => AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = subject }.WithPersonal("email", "x"), DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_value_that_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(() => AuditIntakeRecord.Write(new AuditEvent(Reported).WithPersonal("email", new string('x', 65_500)), DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_record_is_shown_with_the_commitment_and_not_the_value()
    {
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Actor = "user:1" }.WithPersonal("email", "ada@example.com"), DateTimeOffset.UnixEpoch);

        Assert.True(AuditRecord.TryRead(row.AsSpan(0, row.Length - Enclosure.Detach(row)), out var record));
        Assert.Matches("actor=\"user:1\" \"email\"=personal:[0-9a-f]{64} producer", record.ToString());
    }

    private static string Commit(ReadOnlySpan<byte> salt, AuditField field, string name, AuditValueKind kind, string value, string subject = "")
    {
        var commitment = new byte[PersonalCommitment.Length];
        PersonalCommitment.Compute(salt, field, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(subject), kind, Encoding.UTF8.GetBytes(value), commitment);
        return Convert.ToHexString(commitment);
    }
}
