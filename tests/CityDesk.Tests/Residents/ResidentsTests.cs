using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityDesk.Commands;
using CityDesk.Domain;
using CityDesk.Residents;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Encryption.Erasing;

namespace CityDesk.Tests.Residents;

public abstract class ResidentsTests(Desk desk) : ConsoleTests(desk)
{
    private const string Mail = "zebulon.quince@mail.example";

    private static readonly string[] Canaries = ["zebulon", "Zebulon", "Quince", "quince", "5550142", "555 0142", "tadpole-device", "blue-shed-answer"];

    [Fact]
    public async Task Nothing_that_is_stored_or_logged_has_a_resident_until_staff_search_and_after_an_erasure_nothing_finds_them()
    {
        var lines = new Lines();
        Desk.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var service = await CityAsync(service: static city => new Service
        {
            JurisdictionId = city,
            ChangedAt = CityDesk.Tests.Desk.Today,
            Code = "BIN",
            Name = "Missed bin",
            Target = TimeSpan.FromDays(1),
            Attributes = [new() { Code = "WHERE", Order = 1, Datatype = AttributeDatatype.String, Description = "Where?" }],
        });
        var (consumer, key) = ApiConsumer.Create($"app-{Guid.NewGuid():N}", "", Desk.Clock.GetUtcNow());
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.Add(consumer);
            return db.SaveChangesAsync(Cancelled);
        });
        var (first, second) = (await FileAsync(service, key, Mail), await FileAsync(service, key, "  Zebulon.Quince@MAIL.example"));
        await FileAsync(service, key, $"bystander-{Guid.NewGuid():N}@mail.example");

        // Nobody who has the files, the rows or the logs has the resident.
        await AssertHasNobodyAsync(lines);
        using var visitor = await SignedInAsync();
        var page = await SearchAsync(visitor, Mail.ToUpperInvariant());
        Assert.Equal("Zebulon Quince", page.Text("section h2"));
        Assert.Equal([first, second], page.Page.QuerySelectorAll("section li a").Select(static link => link.TextContent).Order(StringComparer.Ordinal));
        Assert.Equal("Zebulon Quince", (await SearchAsync(visitor, "(555) 014-277")).Text("section h2"));

        // A new key at the console, and another by the command while the desk runs.
        page = await visitor.SubmitAsync(page.Form("/desk/residents/rotate"));
        Assert.Contains("A new key was made; 14 values were sealed with it, 0 are left.", page.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal("Zebulon Quince", page.Text("section h2"));
        var (code, output, _) = await RunAsync("residents", "rotate", Mail);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("new key; 14 values sealed anew, 0 left.", output, StringComparison.Ordinal);
        page = await SearchAsync(visitor, Mail);
        Assert.Equal("Zebulon Quince", page.Text("section h2"));

        page = await Desk.WhileTimePassesAsync(visitor.SubmitAsync(page.Form("/desk/residents/erase")));

        Assert.Contains("Erased: 14 values are unreadable for good.", page.Text("[role=status]"), StringComparison.Ordinal);
        using (var receiptKey = Desk.Services.GetRequiredService<ResidentKeys>().ReadReceiptKey())
        using (var publicKey = ECDsa.Create(receiptKey.ExportParameters(includePrivateParameters: false)))
            Assert.Equal(3, ErasureReceipt.Verify(page.Text("#receipt ~ p code"), publicKey)!.Keys.Count);
        foreach (var searched in (string[])[Mail, "(555) 014-277"])
            Assert.Null((await SearchAsync(visitor, searched)).Page.QuerySelector("section h2"));
        Assert.Equal("Reporter Erased at the resident’s request.", (await visitor.GetAsync($"/desk/requests/{first}")).Text("[aria-labelledby=reporter]"));
        (code, output, var error) = await RunAsync("residents", "find", Mail);
        Assert.Equal((ExitCodes.Failure, "Nobody has filed a request with that, or they were erased."), (code, error.Trim()));
        Assert.DoesNotContain("Zebulon", output, StringComparison.Ordinal);
        await AssertHasNobodyAsync(lines);
    }

    [Fact]
    public async Task An_operator_erases_by_command_and_has_a_receipt_and_a_report()
    {
        var service = await CityAsync();
        var mail = $"one-{Guid.NewGuid():N}@mail.example";
        await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "One", Email = mail } });

        var (code, receipt, said) = await Desk.WhileTimePassesAsync(RunAsync("residents", "erase", mail));

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(3, receipt.Trim().Split('.').Length);
        Assert.Contains("2 values are unreadable, 1 keys destroyed", said, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, (await RunAsync("residents", "erase", mail)).Code);
        (code, var report, _) = await RunAsync("residents", "report");
        Assert.Equal(ExitCodes.Success, code);
        using var json = JsonDocument.Parse(report);
        Assert.True(json.RootElement.GetProperty("isClean").GetBoolean());
        Assert.Contains(json.RootElement.GetProperty("places").EnumerateArray(), static place => place.GetProperty("name").GetString()!.EndsWith("Requests.Reporter_Email", StringComparison.Ordinal));
        Assert.DoesNotContain("@", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_filed_with_somebody_elses_address_cannot_have_them_erased_by_his_own_number()
    {
        var service = await CityAsync();
        var mail = $"victim-{Guid.NewGuid():N}@mail.example";
        var theirs = await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Vic", Email = mail } });
        await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Mal", Email = mail, Phone = "+1 555 0188 31" }, ResidentId = theirs.ResidentId });
        using var visitor = await SignedInAsync();

        var page = await SearchAsync(visitor, "+1 555 0188 31");

        // All of it is shown, and none of it can be erased by that.
        Assert.Equal(2, page.Page.QuerySelectorAll("section li").Length);
        Assert.Null(page.Page.QuerySelector("form[action='/desk/residents/erase']"));
        var (code, _, error) = await RunAsync("residents", "erase", "+1 555 0188 31");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("by the e-mail address that all of it shares", error, StringComparison.Ordinal);
        Assert.Equal("Vic", (await ReadAsync(theirs.Id)).Reporter.FirstName);
        Assert.NotNull((await SearchAsync(visitor, mail)).Page.QuerySelector("form[action='/desk/residents/erase']"));
        Assert.Equal(ExitCodes.Failure, (await RunAsync("residents", "erase", Guid.NewGuid().ToString("N"))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    public async Task What_cannot_be_searched_is_refused(string who)
    {
        using var visitor = await SignedInAsync();
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, (await SearchAsync(visitor, who)).Status);
    }

    [Fact]
    public async Task Nobody_is_erased_who_was_not_searched_and_found()
    {
        var service = await CityAsync();
        var request = await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Two", Email = "two@mail.example" } });
        using var visitor = await SignedInAsync();
        var form = (await visitor.GetAsync("/desk/residents")).Form("/desk/residents/find");
        var token = form.Elements.OfType<AngleSharp.Html.Dom.IHtmlInputElement>().Single(static input => input.Name == "__RequestVerificationToken").Value;

        var page = await visitor.PostAsync("/desk/residents/erase", new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["who"] = "three@mail.example", ["resident"] = request.ResidentId! });

        Assert.Equal("That resident is not found any more. Search again.", page.Text("[role=alert]"));
        Assert.Equal("Two", (await ReadAsync(request.Id)).Reporter.FirstName);
    }

    /// <summary>All bytes that the engine keeps.</summary>
    protected abstract Task<IReadOnlyList<byte[]>> StoredAsync();

    private static async Task<Seen> SearchAsync(ConsoleVisitor visitor, string who) =>
        await visitor.SubmitAsync((await visitor.GetAsync("/desk/residents")).Form("/desk/residents/find"), ("who", who));

    private async Task AssertHasNobodyAsync(Lines lines)
    {
        var stored = await StoredAsync();
        Assert.NotEmpty(stored);
        foreach (var canary in Canaries)
        {
            var utf8 = Encoding.UTF8.GetBytes(canary);
            byte[][] forms = [utf8, Encoding.Unicode.GetBytes(canary), Encoding.UTF8.GetBytes(Convert.ToHexStringLower(utf8)), Encoding.UTF8.GetBytes(Convert.ToBase64String(utf8)[..^4])];
            Assert.All(forms.Where(static form => form.Length > 5), form => Assert.All(stored, bytes => Assert.True(bytes.AsSpan().IndexOf(form) < 0, $"{canary} is stored.")));
            Assert.DoesNotContain(canary, lines.All, StringComparison.Ordinal);
        }
    }

    private async Task<string> FileAsync(Service service, string key, string mail)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["api_key"] = key,
            ["jurisdiction_id"] = service.JurisdictionId,
            ["service_code"] = service.Code,
            ["address_string"] = "1 Mill Lane",
            ["description"] = "A bin.",
            ["email"] = mail.Trim(),
            ["first_name"] = mail.StartsWith("by", StringComparison.Ordinal) ? "By" : "Zebulon",
            ["last_name"] = mail.StartsWith("by", StringComparison.Ordinal) ? "Stander" : "Quince",
            ["phone"] = mail.StartsWith("by", StringComparison.Ordinal) ? "+1 555 9999" : "+1 555 0142 77",
            ["device_id"] = "tadpole-device",
            ["account_id"] = "tadpole-device-2",
            ["attribute[WHERE]"] = "blue-shed-answer",
        });
        using var answer = await Http.PostAsync(new Uri("/open311/v2/requests.json", UriKind.Relative), form, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement[0].GetProperty("service_request_id").GetString()!;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _lines = new();

        public string All
        {
            get
            {
                lock (_lines)
                    return _lines.ToString();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }
    }
}

public sealed class ResidentsOnSqlite(SqliteDesk desk) : ResidentsTests(desk), IClassFixture<SqliteDesk>
{
    [Fact]
    public async Task After_an_erasure_no_file_of_the_desk_has_what_staff_remarked()
    {
        const string remark = "walnut-tree-behind-the-shed";
        var request = await RequestAsync(
            await CityAsync(), static r => r.AddNote(remark, "Ana Clerk", CityDesk.Tests.Desk.Today).ThrowIfFailure(),
            new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Wal" } });
        Assert.Contains(await StoredAsync(), static bytes => bytes.AsSpan().IndexOf("walnut-tree"u8) >= 0);

        Assert.Equal(ExitCodes.Success, (await Desk.WhileTimePassesAsync(RunAsync("residents", "erase", request.ResidentId!))).Code);

        Assert.DoesNotContain(await StoredAsync(), static bytes => bytes.AsSpan().IndexOf("walnut-tree"u8) >= 0);
    }

    /// <summary>Every file of the desk: databases, journals, logs and keys.</summary>
    protected override async Task<IReadOnlyList<byte[]>> StoredAsync()
    {
        var all = new List<byte[]>();
        foreach (var path in Directory.EnumerateFiles(desk.Folder).Where(static path => Path.GetExtension(path) != ".lock"))
        {
            try
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes, Cancelled);
                all.Add(bytes.ToArray());
            }
            catch (FileNotFoundException) when (path.EndsWith("-journal", StringComparison.Ordinal))
            {
                // Journals of SQLite come and go.
            }
        }
        return all;
    }
}

public sealed class ResidentsOnPostgreSql(PostgreSqlDesk desk) : ResidentsTests(desk), IClassFixture<PostgreSqlDesk>
{
    /// <summary>Every row of every table, as text: bytes as they are shown, in hexadecimal.</summary>
    protected override Task<IReadOnlyList<byte[]>> StoredAsync() => Desk.InDatabaseAsync<IReadOnlyList<byte[]>>(async db =>
    {
        var tables = await db.Database.SqlQueryRaw<string>(
            "SELECT format('%I.%I', schemaname, tablename) AS \"Value\" FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')").ToListAsync(Cancelled);
        var all = new List<byte[]>();
        foreach (var table in tables)
        {
            var sql = $"SELECT CAST(each AS text) AS \"Value\" FROM {table} AS each";
            var rows = await db.Database.SqlQueryRaw<string>(sql).ToListAsync(Cancelled);
            all.Add(Encoding.UTF8.GetBytes(string.Join('\n', rows)));
        }
        return all;
    });
}
