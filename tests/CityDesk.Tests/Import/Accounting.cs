using CityDesk.Data;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Import;

/// <summary>Rows in = rows stored + rows already stored + rows refused.</summary>
public static class Accounting
{
    /// <summary>Counts what lies in the tables, in plain SQL, and holds it against what every run says of itself.</summary>
    public static async Task AssertAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        foreach (var run in await context.ImportRuns.AsNoTracking().ToListAsync(cancellationToken))
        {
            Assert.Equal(run.RowsRead, run.RowsStored + run.RowsAlreadyStored + run.RowsRefused);
            Assert.Equal(run.RowsStored, await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id}"""));
            Assert.Equal(run.RowsRefused, await CountAsync($"""SELECT count(*) AS "Value" FROM "ImportFindings" WHERE "RunId" = {run.Id} AND "Severity" = 'Refused'"""));
            Assert.Equal(run.RowsRefused, await CountAsync($"""SELECT count(DISTINCT "Row") AS "Value" FROM "ImportFindings" WHERE "RunId" = {run.Id} AND "Severity" = 'Refused'"""));
            Assert.Equal(run.RowsWarned, await CountAsync($"""SELECT count(DISTINCT "Row") AS "Value" FROM "ImportFindings" WHERE "RunId" = {run.Id} AND "Severity" = 'Warning'"""));
            Assert.Equal(0, await CountAsync(
                $"""
                SELECT count(*) AS "Value" FROM "Requests" JOIN "ImportFindings" ON "RunId" = "ImportRunId" AND "Row" = "ImportRow"
                WHERE "RunId" = {run.Id} AND "Severity" = 'Refused'
                """));
            // No row beyond those read left anything behind.
            Assert.Equal(0, await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id} AND "ImportRow" > {run.RowsRead}"""));
            Assert.Equal(0, await CountAsync($"""SELECT count(*) AS "Value" FROM "ImportFindings" WHERE "RunId" = {run.Id} AND "Row" > {run.RowsRead}"""));
        }

        Assert.Equal(0, await CountAsync(
            $"""SELECT count(*) AS "Value" FROM (SELECT 1 FROM "Requests" WHERE "ImportSource" IS NOT NULL GROUP BY "ImportSource", "ExternalId" HAVING count(*) > 1) AS twice"""));

        Task<long> CountAsync(FormattableString sql) => context.Database.SqlQuery<long>(sql).SingleAsync(cancellationToken);
    }
}
