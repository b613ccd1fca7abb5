using Microsoft.Data.Sqlite;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditPersonalTests : AuditPersonalContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditPersonalStore Store => _store ??= _file.Open();

    protected override IAuditPersonalStore OpenAnother() => _file.Open();

    protected override Task<bool> TryInsertIntakeAsync(byte[] row) => Task.FromResult(_file.Execute("INSERT INTO audit_intake (record) VALUES ($row)", ("$row", row)) == 1);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task What_was_erased_is_in_no_file_any_more()
    {
        const string Value = "a-value-that-nobody-else-has@example.com";
        await using var log = await TestLog.StartAsync(Store, Key);
        await ReportAsync(log, "resident:very-much-alone", Value);
        Assert.True(_file.IsInFiles(Value) && _file.IsInFiles("resident:very-much-alone"));
        SqliteConnection.ClearAllPools();

        await Personal(log).EraseSubjectAsync("resident:very-much-alone", cancellationToken: Cancellation);

        Assert.False(_file.IsInFiles(Value));
        Assert.False(_file.IsInFiles("resident:very-much-alone"));
    }

    /// <summary>Whoever reads has the file as it was, and the journal with it.</summary>
    [Fact]
    public async Task What_was_erased_while_somebody_read_is_gone_when_nobody_does()
    {
        const string Value = "a-value-that-nobody-else-has@example.com";
        await using var log = await TestLog.StartAsync(Store, Key);
        await ReportAsync(log, "resident:1", Value);
        SqliteConnection.ClearAllPools();
        await using (var reading = new SqliteConnection($"Data Source={_file.Path};Pooling=False"))
        {
            await reading.OpenAsync(Cancellation);
            await using var read = reading.CreateCommand();
            read.CommandText = "BEGIN; SELECT count(*) FROM audit_personal";
            Assert.Equal(1L, await read.ExecuteScalarAsync(Cancellation));
            await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
            Assert.True(_file.IsInFiles(Value));
        }

        await log.CloseAsync(1, AuditAcknowledgement.Published);

        Assert.False(_file.IsInFiles(Value));
    }

    [Theory]
    [InlineData("UPDATE audit_personal SET content = x'00'")]
    [InlineData("UPDATE audit_personal SET erased_by = 1")]
    [InlineData("UPDATE audit_personal SET idx = 7, subject = NULL, tag = NULL, content = NULL, erased_by = 1")]
    [InlineData("DELETE FROM audit_personal")]
    [InlineData("INSERT INTO audit_personal SELECT idx, place, subject, tag, x'00', NULL FROM audit_personal")]
    [InlineData("INSERT OR REPLACE INTO audit_personal SELECT idx, place, subject, tag, x'00', NULL FROM audit_personal")]
    public async Task Whoever_only_writes_SQL_can_change_no_content(string sql)
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await ReportAsync(log, "resident:1", "ada@example.com");

        Assert.Throws<SqliteException>(() => _file.Execute(sql));
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Theory]
    [InlineData("UPDATE audit_personal SET content = x'01' WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET content = x'00' WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET content = x'' WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET subject = 'resident:2' WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET subject = NULL WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET subject = printf('%.2000c', 'x') WHERE idx = 2", "is not what it has committed to")]
    [InlineData("UPDATE audit_personal SET tag = x'00' WHERE idx = 2", "the tag by which it is found is not that of its value")]
    [InlineData("DELETE FROM audit_personal WHERE idx = 2", "no record says that it was erased")]
    [InlineData("UPDATE audit_personal SET subject = NULL, tag = NULL, content = NULL, erased_by = 4 WHERE idx = 2", "record 4 does not say that it was erased")]
    [InlineData("UPDATE audit_personal SET subject = NULL, tag = NULL, content = NULL, erased_by = 1 WHERE idx = 2", "record 1 does not say that it was erased")]
    [InlineData("UPDATE audit_personal SET place = 5 WHERE idx = 2", "something is beside the record that it has not committed to")]
    [InlineData("INSERT INTO audit_personal VALUES (2, 1, NULL, NULL, x'00', NULL)", "something is beside the record that it has not committed to")]
    public async Task Whoever_may_do_anything_is_found_out(string sql, string description)
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        for (var at = 0; at < 3; at++)
            await ReportAsync(log, $"resident:{at}", "ada@example.com");
        await Personal(log).EraseAsync(1, cancellationToken: Cancellation);
        _file.Execute("DROP TRIGGER audit_personal_once; DROP TRIGGER audit_personal_only_erased; DROP TRIGGER audit_personal_never_go");

        _file.Execute(sql);

        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Contains(verification.Faults, fault => fault.Index == 2 && fault.Description.Contains(description, StringComparison.Ordinal));
        Assert.All(verification.Faults, static fault => Assert.Equal(2, fault.Index));
    }

    /// <summary>Whoever has kept a copy, or restores the table from a backup, has the value again; the log says that it must be gone.</summary>
    [Fact]
    public async Task An_erasure_that_was_undone_is_found_out()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        for (var at = 0; at < 3; at++)
            await ReportAsync(log, $"resident:{at}", "ada@example.com");
        var kept = Assert.Single(await Store.ReadPersonalAsync(2, 3, Cancellation));
        await Personal(log).EraseAsync(2, cancellationToken: Cancellation);
        _file.Execute("DROP TRIGGER audit_personal_once; DROP TRIGGER audit_personal_only_erased; DROP TRIGGER audit_personal_never_go");

        _file.Execute(
            "UPDATE audit_personal SET subject = $subject, tag = $tag, content = $content, erased_by = NULL WHERE idx = 2",
            ("$subject", kept.Subject!), ("$tag", kept.Tag.ToArray()), ("$content", kept.Content.ToArray()));

        // Reading cannot know it.
        Assert.Equal("ada@example.com", Assert.Single(await Personal(log).ReadAsync(2, Cancellation)).Value);
        var fault = Assert.Single((await Personal(log).VerifyAsync(Cancellation)).Faults);
        Assert.Equal((2, 0, "record 4 says that it was erased, and it is there"), (fault.Index, fault.Place, fault.Description));
    }
}
