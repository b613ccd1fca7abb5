using CityDesk.Domain;
using CityDesk.Import;
using Microsoft.EntityFrameworkCore;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Import;

public abstract class ImportTests(Desk desk) : ImportTestBase(desk)
{
    [Fact]
    public async Task Imported_requests_stand_among_the_others_with_number_history_and_service()
    {
        var result = await ImportAsync(Export.Write(Row("1-7"), Row("1-8", closed: "", type: "2", agency: "2")));

        Assert.Equal(ImportEnding.Finished, result.Ending);
        Assert.Equal((2, 2, 0, 0, 0), Counts(result.Run!));
        var requests = await Desk.InDatabaseAsync(db => db.Requests.Include(r => r.Service).Include(r => r.History)
            .Where(r => r.JurisdictionId == "lacity.org").OrderBy(r => r.ExternalId).ToListAsync(Cancelled));
        Assert.Equal(["la-1-7", "la-1-8"], requests.Select(r => r.PublicId));
        Assert.Equal([RequestStatus.Closed, RequestStatus.Open], requests.Select(r => r.Status));
        Assert.Equal(["bulky-items", "single-streetlight"], requests.Select(r => r.Service.Code));
        Assert.Equal([1L, 2L], requests.Select(r => r.ImportRow));
        Assert.All(requests, r => Assert.Equal((result.Run!.Id, r.RequestedAt), (r.ImportRunId, r.NumberedAt)));
        Assert.Equal(
            [(RequestEventKind.Imported, Desk.Today), (RequestEventKind.Closed, new DateTimeOffset(2020, 1, 3, 17, 30, 0, TimeSpan.Zero))],
            requests[0].History.OrderBy(e => e.Id).Select(e => (e.Kind, e.At)));
        Assert.Contains("Lake Shore", requests[0].History.Single(e => e.Kind == RequestEventKind.Imported).Note, StringComparison.Ordinal);
        Assert.Equal([RequestEventKind.Imported], requests[1].History.Select(e => e.Kind));
        await AssertEveryRowIsAccountedForAsync();
    }

    [Fact]
    public async Task The_same_file_again_stores_nothing()
    {
        var path = Export.Write(Rows(10));
        await ImportAsync(path);

        var again = await ImportAsync(path);

        Assert.Equal((10, 0, 10, 0, 0), Counts(again.Run!));
        Assert.False(again.IsResumed);
        Assert.Empty(await FindingsAsync(again.Run!.Id));
        await AssertEveryRowIsAccountedForAsync();
    }

    [Fact]
    public async Task What_staff_did_since_does_not_make_a_request_another_one()
    {
        var path = Export.Write(Row("1-1", closed: ""), Row("1-2"));
        await ImportAsync(path);
        await Desk.InDatabaseAsync(async db =>
        {
            var open = await db.Requests.SingleAsync(r => r.ExternalId == "1-1", Cancelled);
            open.Assign("Crew", "clerk", Desk.Today).ThrowIfFailure();
            open.Close("Done.", "clerk", Desk.Today).ThrowIfFailure();
            var closed = await db.Requests.SingleAsync(r => r.ExternalId == "1-2", Cancelled);
            closed.Reopen("Not done.", "clerk", Desk.Today).ThrowIfFailure();
            closed.Close("Done.", "clerk", Desk.Today).ThrowIfFailure();
            return await db.SaveChangesAsync(Cancelled);
        });

        Assert.Equal((2, 0, 2, 0, 0), Counts((await ImportAsync(path)).Run!));
    }

    [Fact]
    public async Task What_an_operator_renamed_keeps_its_name_and_the_import_says_so()
    {
        await ImportAsync(Export.Write(Row("1-1")));
        await Desk.InDatabaseAsync(async db =>
        {
            (await db.Jurisdictions.SingleAsync(j => j.Id == "lacity.org", Cancelled)).Name = "The City";
            (await db.Services.SingleAsync(s => s.Code == "bulky-items", Cancelled)).Name = "Old sofas";
            return await db.SaveChangesAsync(Cancelled);
        });

        var result = await ImportAsync(Export.Write(Row("1-2")));

        Assert.Equal((1, 1, 0, 0, 1), Counts(result.Run!));
        Assert.Equal(ImportReasons.ServiceNameDiffers, Assert.Single(await FindingsAsync(result.Run!.Id)).Reason);
        Assert.Equal("The City", await Desk.InDatabaseAsync(db => db.Jurisdictions.Where(j => j.Id == "lacity.org").Select(j => j.Name).SingleAsync(Cancelled)));
        await Desk.InDatabaseAsync(db => db.Services.Where(s => s.Code == "bulky-items").ExecuteUpdateAsync(set => set.SetProperty(s => s.Name, "Bulky Items"), Cancelled));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task A_row_that_stands_twice_in_the_file_is_stored_once(int batchSize)
    {
        var result = await ImportAsync(Export.Write(Row("1-1"), Row("1-2"), Row("1-1"), Row("1-2", address: "ELSEWHERE")), batchSize);

        Assert.Equal((4, 2, 1, 1, 1), Counts(result.Run!));
        var findings = await FindingsAsync(result.Run!.Id);
        Assert.Equal([ImportReasons.DuplicateInFile, ImportReasons.ConflictingDuplicate], findings.Select(f => f.Reason));
        Assert.Equal("Number 1-1 came with row 1, with the same content.", findings[0].Detail);
        Assert.Equal(
            "Number 1-2 came with row 2: address “12 N EXAMPLE ST” is stored, “ELSEWHERE” stands here; postal code “90001” is stored, “” stands here.",
            findings[1].Detail);
        Assert.Equal((Row("1-2", address: "ELSEWHERE"), false, "1-2"), (findings[1].Raw, findings[1].RawIsEscaped, findings[1].ExternalId));
        await AssertEveryRowIsAccountedForAsync();
    }

    [Fact]
    public async Task What_is_kept_of_a_row_is_sealed()
    {
        var result = await ImportAsync(Export.Write(Row("1-1"), Row("1-1", address: "ELSEWHERE")));

        var finding = Assert.Single(await FindingsAsync(result.Run!.Id));
        Assert.Contains("ELSEWHERE", finding.Raw, StringComparison.Ordinal);
        Assert.Contains("ELSEWHERE", finding.Detail, StringComparison.Ordinal);
        var stored = await Desk.InDatabaseAsync(db => db.Database.SqlQuery<byte[]>($"""SELECT "Raw" AS "Value" FROM "ImportFindings" UNION ALL SELECT "Detail" FROM "ImportFindings" """).ToListAsync(Cancelled));
        Assert.Equal(2, stored.Count);
        Assert.All(stored, static value => Assert.True(value.AsSpan().IndexOf("ELSEWHERE"u8) < 0));
    }

    [Fact]
    public async Task A_row_that_contradicts_an_earlier_import_is_refused_and_names_every_difference()
    {
        await ImportAsync(Export.Write(Row("1-1", closed: "")));

        var result = await ImportAsync(Export.Write(Row("1-1", closed: "2020-01-05 10:00:00", type: "3", source: "7")));

        Assert.Equal((1, 0, 0, 1, 0), Counts(result.Run!));
        var detail = Assert.Single(await FindingsAsync(result.Run!.Id)).Detail;
        Assert.StartsWith("Number 1-1 came with an earlier import: service “bulky-items” is stored, “graffiti” stands here; closed “” is stored, “2020-01-05T18:00:00Z” stands here;", detail, StringComparison.Ordinal);
        Assert.Contains("Mobile App", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_another_city_has_is_not_taken_twice()
    {
        var path = Export.Write(Row("1-1"));
        await ImportAsync(path);

        var elsewhere = await ImportAsync(new ImportOrder(path) { JurisdictionId = "elsewhere.example" });

        Assert.Equal((1, 0, 0, 1, 0), Counts(elsewhere.Run!));
        Assert.Contains("stored for lacity.org, not elsewhere.example", Assert.Single(await FindingsAsync(elsewhere.Run!.Id)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_with_faults_are_refused_and_the_rows_around_them_are_stored()
    {
        var result = await ImportAsync(Export.Write(
            Row("1-1"), Row("1-2") + ",9", Row("1-3"), Row("1-4", address: "\"LOST QUOTE, 90001"), Row("1-5"), Row("1-6", address: "A\0B\\C"), Row("1-7", address: "\"TWO\r\nLINES\"")));

        Assert.Equal((7, 4, 0, 3, 0), Counts(result.Run!));
        Assert.Equal(["1-1", "1-3", "1-5", "1-7"], await ImportedIdsAsync());
        var findings = await FindingsAsync(result.Run!.Id);
        Assert.Equal([(2, ImportReasons.ColumnCount), (4, ImportReasons.MalformedRow), (6, ImportReasons.BadText)], findings.Select(f => ((int)f.Row, f.Reason)));
        Assert.Contains(@"A\x00B\\C", findings[2].Raw, StringComparison.Ordinal);
        Assert.True(findings[2].RawIsEscaped);
        await AssertEveryRowIsAccountedForAsync();
    }

    [Fact]
    public async Task A_header_with_its_columns_in_another_order_and_a_byte_order_mark_is_understood()
    {
        static string Turn(string row) => string.Join(',', row.Split(',').Reverse());
        var path = Export.WriteText("\uFEFF" + Turn(Header) + "\n" + Turn(Row("1-1", address: "1 A ST")) + "\n");

        Assert.Equal((1, 1, 0, 0, 0), Counts((await ImportAsync(path)).Run!));
    }

    [Fact]
    public async Task A_file_with_a_header_and_no_rows_is_finished_with_nothing()
    {
        var result = await ImportAsync(Export.Write());

        Assert.Equal(ImportEnding.Finished, result.Ending);
        Assert.Equal((0, 0, 0, 0, 0), Counts(result.Run!));
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_store_every_request_once()
    {
        var path = Export.Write(Rows(60));

        var results = await Task.WhenAll(Task.Run(TryAsync), Task.Run(TryAsync));

        // Either each has a run of its own, or both wanted the same run and one of them gave way.
        Assert.Contains(ImportEnding.Finished, results);
        Assert.Equal(60, await CountAsync($"""SELECT sum("RowsStored") AS "Value" FROM "ImportRuns" """));
        Assert.Equal(60, (await ImportedIdsAsync()).Count);
        await AssertEveryRowIsAccountedForAsync();

        async Task<ImportEnding?> TryAsync()
        {
            try
            {
                return (await ImportAsync(path)).Ending;
            }
            catch (InvalidOperationException overtaken) when (overtaken.Message.Contains("continued by somebody else", StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task The_database_itself_refuses_a_run_that_does_not_add_up()
    {
        await ImportAsync(Export.Write(Rows(1)));

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Desk.InDatabaseAsync(db =>
            db.ImportRuns.ExecuteUpdateAsync(set => set.SetProperty(r => r.RowsRead, 5), Cancelled)));
    }
}

public sealed class ImportOnSqlite(SqliteDesk desk) : ImportTests(desk), IClassFixture<SqliteDesk>;

public sealed class ImportOnPostgreSql(PostgreSqlDesk desk) : ImportTests(desk), IClassFixture<PostgreSqlDesk>;
