using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data.TextIndex;

/// <summary>
/// FTS5 with its trigram tokenizer, which is part of the SQLite that comes along. The index holds no text of its own but points
/// to the requests; triggers keep it in step.
/// </summary>
/// <remarks>https://sqlite.org/fts5.html, sections 4.3.4 (trigram) and 4.4.3 (external content).</remarks>
internal sealed class SqliteTextIndex : ITextIndex
{
    private static readonly string[] Parts =
    [
        """CREATE VIRTUAL TABLE IF NOT EXISTS "RequestTexts" USING fts5("Address", "Description", content='Requests', content_rowid='Id', tokenize='trigram', detail='full');""",
        """
        CREATE TRIGGER IF NOT EXISTS "RequestTexts_Insert" AFTER INSERT ON "Requests" BEGIN
          INSERT INTO "RequestTexts"(rowid, "Address", "Description") VALUES (new."Id", new."Address", new."Description");
        END;
        """,
        """
        CREATE TRIGGER IF NOT EXISTS "RequestTexts_Delete" AFTER DELETE ON "Requests" BEGIN
          INSERT INTO "RequestTexts"("RequestTexts", rowid, "Address", "Description") VALUES ('delete', old."Id", old."Address", old."Description");
        END;
        """,
        """
        CREATE TRIGGER IF NOT EXISTS "RequestTexts_Update" AFTER UPDATE OF "Address", "Description" ON "Requests" BEGIN
          INSERT INTO "RequestTexts"("RequestTexts", rowid, "Address", "Description") VALUES ('delete', old."Id", old."Address", old."Description");
          INSERT INTO "RequestTexts"(rowid, "Address", "Description") VALUES (new."Id", new."Address", new."Description");
        END;
        """,
    ];

    /// <inheritdoc/>
    /// <remarks>A migration that rebuilds the table of requests drops its triggers: what is missing is made again, and the index filled anew.</remarks>
    public async Task PrepareAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        var there = await context.Database.SqlQuery<int>($"""SELECT count(*) AS "Value" FROM sqlite_master WHERE name IN ('RequestTexts', 'RequestTexts_Insert', 'RequestTexts_Delete', 'RequestTexts_Update')""").SingleAsync(cancellationToken);
        if (there == Parts.Length)
            return;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var part in Parts)
            await context.Database.ExecuteSqlRawAsync(part, cancellationToken);
        await context.Database.ExecuteSqlRawAsync("""INSERT INTO "RequestTexts"("RequestTexts") VALUES ('rebuild')""", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<long>?> FindAsync(DeskDbContext context, string text, int most, CancellationToken cancellationToken)
    {
        if (text.EnumerateRunes().Count() < ITextIndex.FewestCharacters)
            return null;
        // A phrase: between its quotation marks nothing has a meaning but a quotation mark, which is doubled.
        var phrase = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return await context.Database.SqlQuery<long>($"""SELECT rowid AS "Value" FROM "RequestTexts" WHERE "RequestTexts" MATCH {phrase} LIMIT {most}""").ToListAsync(cancellationToken);
    }
}
