using System.Net;
using System.Text;
using CityDesk.Staff;
using CityDesk.Tests.StaffConsole;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.StaffAccess;

/// <summary>The keys of cookies lie in the database, and nobody who has it alone can use them.</summary>
public abstract class CookieKeysTests(Desk desk) : ConsoleTests(desk)
{
    private const string Secret = "c2VjcmV0IG9mIGEgZGVzayBvZiBiZWZvcmU=";

    [Fact]
    public async Task Keys_are_sealed_where_they_are_stored()
    {
        using var visitor = await SignedInAsync();

        var keys = await StoredAsync();

        Assert.NotEmpty(keys);
        Assert.All(keys, static key => Assert.Contains("<sealedSecret", key, StringComparison.Ordinal));
        Assert.All(keys, static key => Assert.DoesNotContain("masterKey", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_desk_of_before_has_left_open_is_sealed_at_the_start_and_sessions_go_on()
    {
        using var visitor = await SignedInAsync();
        await Desk.InDatabaseAsync(db =>
        {
            // More than a page of either engine holds: where one is split, what moves stays behind in the free space of the other.
            for (var key = 0; key < 12; key++)
                db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = "of before", Xml = KeyOfBefore() });
            return db.SaveChangesAsync(Cancelled);
        });
        Assert.True(await IsInFilesAsync(Secret));

        for (var start = 0; start < 2; start++)
        {
            await using var scope = Desk.Services.CreateAsyncScope();
            await scope.ServiceProvider.SealCookieKeysAsync(Cancelled);
        }

        Assert.All(await StoredAsync(), static key => Assert.DoesNotContain(Secret, key, StringComparison.Ordinal));
        Assert.False(await IsInFilesAsync(Secret));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task A_start_that_was_killed_before_the_files_were_written_anew_is_made_good_by_the_next()
    {
        using var visitor = await SignedInAsync();
        // What such a start leaves: sealed keys, the note of what is still to be done, and the former text in the files.
        await Desk.InDatabaseAsync(async db =>
        {
            var key = new DataProtectionKey { FriendlyName = "of before", Xml = KeyOfBefore() };
            db.DataProtectionKeys.AddRange(key, new DataProtectionKey { FriendlyName = CookieKeys.RewritePending });
            await db.SaveChangesAsync(Cancelled);
            db.DataProtectionKeys.Remove(key);
            return await db.SaveChangesAsync(Cancelled);
        });
        Assert.True(await IsInFilesAsync(Secret));

        await using (var scope = Desk.Services.CreateAsyncScope())
            await scope.ServiceProvider.SealCookieKeysAsync(Cancelled);

        Assert.False(await IsInFilesAsync(Secret));
        Assert.False(await Desk.InDatabaseAsync(static db => db.DataProtectionKeys.AnyAsync(static row => row.FriendlyName == CookieKeys.RewritePending, Cancelled)));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
    }

    /// <summary>Whether a text stands in what the engine keeps on the disk of the table, in free space too.</summary>
    protected abstract Task<bool> IsInFilesAsync(string text);

    private Task<List<string>> StoredAsync() => Desk.InDatabaseAsync(db => db.DataProtectionKeys.Where(static key => key.Xml != null).Select(static key => key.Xml!).ToListAsync(Cancelled));

    /// <summary>As the framework writes it where nothing seals it.</summary>
    private static string KeyOfBefore() => $"""
        <key id="{Guid.NewGuid():D}" version="1"><creationDate>2026-05-04T12:00:00Z</creationDate><activationDate>2026-05-04T12:00:00Z</activationDate>
        <expirationDate>2026-08-02T12:00:00Z</expirationDate><descriptor deserializerType="Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, Microsoft.AspNetCore.DataProtection">
        <descriptor><encryption algorithm="AES_256_CBC" /><validation algorithm="HMACSHA256" /><masterKey p4:requiresEncryption="true" xmlns:p4="http://schemas.asp.net/2015/03/dataProtection">
        <!-- Warning: the key below is in an unencrypted form. --><value>{Secret}</value></masterKey></descriptor></descriptor></key>
        """;
}

public sealed class CookieKeysOnSqlite(SqliteDesk desk) : CookieKeysTests(desk), IClassFixture<SqliteDesk>
{
    protected override async Task<bool> IsInFilesAsync(string text)
    {
        var found = false;
        foreach (var path in Directory.EnumerateFiles(desk.Folder, "citydesk.db*").Where(static path => Path.GetExtension(path) is ".db" or ".db-wal"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, Cancelled);
            found |= bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }
        return found;
    }
}

public sealed class CookieKeysOnPostgreSql(PostgreSqlDesk desk) : CookieKeysTests(desk), IClassFixture<PostgreSqlDesk>
{
    protected override Task<bool> IsInFilesAsync(string text) => Desk.InDatabaseAsync(async db =>
    {
        await db.Database.ExecuteSqlRawAsync("CHECKPOINT", Cancelled);
        return await db.Database.SqlQuery<bool>(
            $"""SELECT position(convert_to({text}, 'UTF8') IN pg_read_binary_file(pg_relation_filepath('"DataProtectionKeys"'))) > 0 AS "Value" """).SingleAsync(Cancelled);
    });
}
