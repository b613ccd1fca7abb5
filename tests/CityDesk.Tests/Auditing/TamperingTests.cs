using System.Globalization;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;

namespace CityDesk.Tests.Auditing;

/// <summary>Somebody who may do anything with the database changes one byte of one record. A desk for each: its log is damaged for good.</summary>
public abstract class TamperingTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task One_byte_that_is_changed_by_hand_turns_the_page_red_and_names_the_record()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var page = await visitor.GetAsync($"/desk/audit?number={request.PublicId}&what=desk.request.*");
        while (page.Page.QuerySelector("table.audit") is null)
        {
            Desk.Services.GetRequiredService<IAuditIntake>().Wake();
            page = await visitor.GetAsync($"/desk/audit?number={request.PublicId}&what=desk.request.*");
        }

        Assert.Contains("notice-good", page.Find("#verdict").ClassList);
        var index = long.Parse(page.Page.QuerySelector("table.audit tbody th")!.TextContent, CultureInfo.InvariantCulture);
        // All that is signed has left for the checkpoint's file.
        await Desk.Services.GetRequiredService<IAuditReader>().GetCheckpointAsync(Cancelled);

        await ChangeAsync(index);

        page = await visitor.GetAsync($"/desk/audit?number={request.PublicId}&what=desk.request.*");
        Assert.Contains("notice-bad", page.Find("#verdict").ClassList);
        Assert.Equal($"1 of 1 records on this page are not those that the log has signed: {index}.", page.Text("#verdict"));
        page = await visitor.SubmitAsync(page.Form("/desk/audit/verify"));
        Assert.Contains("notice-bad", page.Find("#whole").ClassList);
        Assert.Contains(index.ToString(CultureInfo.InvariantCulture), page.Text("#whole"), StringComparison.Ordinal);
    }

    /// <summary>LAMP, the code of the service, becomes LAMQ: it still reads as a record.</summary>
    protected abstract Task ChangeAsync(long index);
}

public sealed class TamperingOnSqlite(SqliteDesk desk) : TamperingTests(desk), IClassFixture<SqliteDesk>
{
    protected override Task ChangeAsync(long index) => Desk.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
        $"DROP TRIGGER audit_records_never_change; UPDATE audit_records SET record = unhex(replace(hex(record), '4C414D50', '4C414D51')) WHERE idx = {index}",
        Cancelled));
}

public sealed class TamperingOnPostgreSql(PostgreSqlDesk desk) : TamperingTests(desk), IClassFixture<PostgreSqlDesk>
{
    protected override Task ChangeAsync(long index) => Desk.InDatabaseAsync(async db =>
    {
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE platform_audit.audit_records DISABLE TRIGGER ALL", Cancelled);
        return await db.Database.ExecuteSqlAsync(
            $"UPDATE platform_audit.audit_records SET record = decode(replace(encode(record, 'hex'), '4c414d50', '4c414d51'), 'hex') WHERE idx = {index}", Cancelled);
    });
}
