using System.Globalization;
using System.Net;
using CityDesk.Commands;
using CityDesk.Tests.Import;
using CityDesk.Tests.StaffConsole;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;

namespace CityDesk.Tests.Auditing;

public abstract class AuditTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task Whatever_happens_to_a_request_stands_in_the_log_with_who_did_it_and_verifies()
    {
        var request = await RequestAsync(await CityAsync());
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        var page = await visitor.GetAsync($"/desk/requests/{request.PublicId}");
        page = await visitor.SubmitAsync(page.Form($"/desk/requests/{request.PublicId}/assign"), ("team", "Crew North"), ("text", "Ask for Mrs Quince."));
        Assert.Equal(HttpStatusCode.Redirect, page.Status);
        page = await visitor.GetAsync(page.Location!);
        await visitor.SubmitAsync(page.Form($"/desk/requests/{request.PublicId}/close"), ("text", "Done."));

        page = await SearchAsync(visitor, $"number={request.PublicId}&what=desk.request.*", 3);

        Assert.Equal(["desk.request.changed", "desk.request.changed", "desk.request.opened"], Column(page, "What"));
        Assert.Equal([$"staff:{member.UserName}", $"staff:{member.UserName}", "–"], Column(page, "Who"));
        Assert.All(Column(page, "About"), about => Assert.Equal($"request {request.PublicId}", about));
        Assert.Equal("All 3 records on this page are those that the log has signed.", page.Text("#verdict"));
        Assert.Contains("change: Closed", Column(page, "More")[0], StringComparison.Ordinal);
        Assert.Contains("team: Crew North", Column(page, "More")[1], StringComparison.Ordinal);
        // What staff wrote may name anybody.
        Assert.DoesNotContain("Quince", page.Body, StringComparison.Ordinal);
        Assert.Contains("note: kept apart", Column(page, "More")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_saved_is_not_recorded()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var form = (await visitor.GetAsync($"/desk/requests/{request.PublicId}")).Form($"/desk/requests/{request.PublicId}/note");
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SubmitAsync(form, ("text", "first"))).Status);

        Assert.Equal(HttpStatusCode.Conflict, (await visitor.SubmitAsync(form, ("text", "second"))).Status);

        Assert.Equal(2, Column(await SearchAsync(visitor, $"number={request.PublicId}&what=desk.request.*", 2), "What").Count);
    }

    [Fact]
    public async Task Who_looks_at_a_resident_is_recorded_before_anything_is_shown()
    {
        var mail = $"look-{Guid.NewGuid():N}@mail.example";
        var request = await RequestAsync(await CityAsync(), draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Zoe", Email = mail } });
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        await visitor.GetAsync($"/desk/requests/{request.PublicId}");
        using (var answer = await visitor.Http.GetAsync(new Uri($"/api/v1/requests/{request.PublicId}", UriKind.Relative), Cancelled))
            Assert.Contains(mail, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        await visitor.SubmitAsync((await visitor.GetAsync("/desk/residents")).Form("/desk/residents/find"), ("who", mail));
        var (code, _, _) = await RunAsync("residents", "find", mail);
        Assert.Equal(ExitCodes.Success, code);

        var page = await SearchAsync(visitor, $"what=desk.resident.*&who=staff:{member.UserName}", 3);

        Assert.Equal(["desk.resident.searched", "desk.resident.viewed", "desk.resident.viewed"], Column(page, "What"));
        Assert.Equal([$"resident:{request.ResidentId}", $"request {request.PublicId}", $"request {request.PublicId}"], Column(page, "About"));
        Assert.DoesNotContain(mail, page.Body, StringComparison.Ordinal);
        var byCommand = await SearchAsync(visitor, $"what=desk.resident.*&who=operator:{Environment.UserName}", 1);
        Assert.Contains($"resident:{request.ResidentId}", Column(byCommand, "About"));
    }

    [Fact]
    public async Task Who_signs_in_and_who_is_not_let_in_is_recorded()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, "wrong");
        await visitor.SignInAsync(member.UserName, Password);

        var page = await SearchAsync(visitor, $"what=security.*&who=staff:{member.UserName}", 2);

        Assert.Equal(["security.signed-in", "security.sign-in-failed (failure)"], Column(page, "What").Order(StringComparer.Ordinal).Reverse());
        Assert.DoesNotContain("127.0.0.1", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_the_log_is_recorded()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        await visitor.GetAsync("/desk/audit?what=desk.import.*");
        using var another = await SignedInAsync();

        Assert.All(Column(await SearchAsync(another, $"what=audit.*&who=staff:{member.UserName}", 1), "What"), static what => Assert.Equal("audit.queried", what));
    }

    [Fact]
    public async Task A_record_and_its_proof_verify_with_the_pinned_key_and_without_the_desk()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var page = await SearchAsync(visitor, $"number={request.PublicId}", 1);
        using var key = EcdsaNoteVerifier.Parse(page.Text("#outside ~ p code"));
        var files = page.Page.QuerySelectorAll("table.audit tbody tr:first-child a[href*=index]").Select(static link => link.GetAttribute("href")!).ToList();

        var proof = await visitor.Http.GetByteArrayAsync(new Uri(files.Single(static file => file.Contains("proof", StringComparison.Ordinal)), UriKind.Relative), Cancelled);
        var record = await visitor.Http.GetByteArrayAsync(new Uri(files.Single(static file => file.Contains("record", StringComparison.Ordinal)), UriKind.Relative), Cancelled);

        var policy = new CheckpointPolicy("citydesk", [key]);
        Assert.True(AuditVerifier.Verify(record, proof, policy).IsVerified);
        record[^1] ^= 1;
        Assert.Equal(AuditVerificationResult.NotIncluded, AuditVerifier.Verify(record, proof, policy).Result);
        foreach (var none in (string[])["/desk/audit/proof", "/desk/audit/record", "/desk/audit/proof?index=-1", "/desk/audit/record?index=99999999", "/desk/audit/proof?index=x"])
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(none)).Status);
    }

    [Fact]
    public async Task The_whole_log_is_verified_against_what_has_left_it()
    {
        await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();

        var page = await visitor.SubmitAsync((await visitor.GetAsync("/desk/audit")).Form("/desk/audit/verify"));

        Assert.Contains("notice-good", page.Find("#whole").ClassList);
    }

    [Fact]
    public async Task Erasing_a_resident_takes_remarks_about_them_out_of_the_log_and_every_record_still_verifies()
    {
        var mail = $"erase-{Guid.NewGuid():N}@mail.example";
        var request = await RequestAsync(await CityAsync(), static r => r.AddNote("Mrs Quince calls at noon.", "Ana Clerk", CityDesk.Tests.Desk.Today).ThrowIfFailure(), new() { Location = new() { Address = "x" }, Reporter = new() { Email = mail } });
        using var visitor = await SignedInAsync();
        var page = await SearchAsync(visitor, $"number={request.PublicId}&what=desk.request.*", 2);
        var index = long.Parse(page.Page.QuerySelector("table.audit tbody th")!.TextContent, CultureInfo.InvariantCulture);
        var personal = Desk.Services.GetRequiredService<IAuditPersonalData>();
        Assert.Equal("Mrs Quince calls at noon.", Assert.Single(await personal.ReadAsync(index, Cancelled)).Value);

        page = await visitor.SubmitAsync((await visitor.GetAsync("/desk/residents")).Form("/desk/residents/find"), ("who", mail));
        await Desk.WhileTimePassesAsync(visitor.SubmitAsync(page.Form("/desk/residents/erase")));

        Assert.Equal(["", ""], (await ReadAsync(request.Id)).History.Select(static line => line.Note));
        Assert.Equal(AuditPersonalState.Erased, Assert.Single(await personal.ReadAsync(index, Cancelled)).State);
        page = await SearchAsync(visitor, $"number={request.PublicId}&what=desk.request.*", 2);
        Assert.Equal("All 2 records on this page are those that the log has signed.", page.Text("#verdict"));
        page = await SearchAsync(visitor, $"text={request.ResidentId}&what=desk.resident.*", 3);
        Assert.Contains("desk.resident.erased", Column(page, "What"));
        Assert.Contains("notes: 1", Column(page, "More")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what=nothing.*")]
    [InlineData("from=soon")]
    [InlineData("to=2026-02-30")]
    [InlineData("who=%01")]
    [InlineData("text=%00")]
    public async Task What_cannot_be_looked_for_is_refused(string query)
    {
        using var visitor = await SignedInAsync();
        var page = await visitor.GetAsync($"/desk/audit?{query}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.NotEmpty(page.Text("[role=alert]"));
    }

    [Fact]
    public async Task Strangers_see_nothing_of_the_log()
    {
        using var visitor = Visitor();
        foreach (var address in (string[])["/desk/audit", "/desk/audit/proof?index=0", "/desk/audit/record?index=0"])
            Assert.StartsWith("/desk/sign-in", (await visitor.GetAsync(address)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_keys_and_made_up_cities_are_recorded_whoever_adds_them()
    {
        var name = $"app-{Guid.NewGuid():N}";
        Assert.Equal(ExitCodes.Success, (await RunAsync("keys", "add", name)).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("keys", "revoke", name)).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("staff", "add", name, "--name", "Ada")).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("staff", "password", name)).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("staff", "remove", name)).Code);
        using var visitor = await SignedInAsync();

        var keys = await SearchAsync(visitor, $"text={name}&what=desk.consumer.*", 2);
        var staff = await SearchAsync(visitor, $"text={name}&what=desk.staff.*", 3);

        Assert.Equal(["desk.consumer.changed", "desk.consumer.added"], Column(keys, "What"));
        Assert.Contains("isrevoked: yes", Column(keys, "More")[0], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["desk.staff.removed", "desk.staff.password-set", "desk.staff.added"], Column(staff, "What"));
        Assert.All(Column(staff, "Who"), static who => Assert.Equal($"operator:{Environment.UserName}", who));
    }

    [Fact]
    public async Task Who_has_the_kept_rows_of_an_import_written_out_is_recorded()
    {
        using var export = new InventedExport();
        var (path, report) = (export.Write(InventedExport.Row("1-1")), Path.Combine(export.Folder, "report.ndjson"));
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", path, "--from", "los-angeles", "--report", report)).Code);
        using var visitor = await SignedInAsync();

        var page = await SearchAsync(visitor, "what=desk.import.*", 3);

        Assert.Equal(["desk.import.begun", "desk.import.ended", "desk.import.rows-read"], Column(page, "What").Order(StringComparer.Ordinal));
        Assert.All(Column(page, "Who"), static who => Assert.Equal($"operator:{Environment.UserName}", who));
    }
}

public sealed class AuditOnSqlite(SqliteDesk desk) : AuditTests(desk), IClassFixture<SqliteDesk>;

public sealed class AuditOnPostgreSql(PostgreSqlDesk desk) : AuditTests(desk), IClassFixture<PostgreSqlDesk>;
