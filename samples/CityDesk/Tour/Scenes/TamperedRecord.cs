using System.Globalization;
using System.Text;
using CityDesk.Auditing;
using CityDesk.Commands;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.Checkpoints;

namespace CityDesk.Tour.Scenes;

/// <summary>Somebody who may do anything with the database changes one byte of one record, and the log names it.</summary>
internal sealed class TamperedRecord : IScene
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "tamper";

    public string Title => "A record of the audit log is tampered with, and named.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var number = await desk.FileAsync("Six tyres", null, cancellationToken);
        using (var assigned = await desk.ActAsync(number, new { action = "assign", team = "Crew 7", version = 0 }, cancellationToken))
            await tell.CheckAsync(assigned.IsSuccessStatusCode, $"request {number} is assigned to Crew 7, which the audit log records");

        await using var inside = await desk.OpenInsideAsync(cancellationToken);
        var index = await IndexOfAsync(inside, number, cancellationToken);
        await tell.DoAsync("Everything that was signed is hashed again:");
        await tell.CheckAsync(await VerifyAsync(inside, tell, cancellationToken), "the log is what was signed");

        await tell.DoAsync(string.Create(CultureInfo.InvariantCulture, $"The administrator of the database takes the guard off its table, changes one byte of record {index}, and puts the guard back."));
        await ChangeAsync(inside, desk.IsOnServer, index, cancellationToken);
        await tell.CheckAsync(!await VerifyAsync(inside, tell, cancellationToken), "the log is not what was signed any more, and the record is named");

        await ChangeAsync(inside, desk.IsOnServer, index, cancellationToken);
        await tell.DoAsync("The byte is put back as it was:");
        await tell.CheckAsync(await VerifyAsync(inside, tell, cancellationToken), "the log is what was signed");
    }

    /// <summary>The last record of the request. The desk takes it up in its log a moment after it was committed, and keeps a checkpoint of it a moment later.</summary>
    private static Task<long> IndexOfAsync(CommandHost inside, string number, CancellationToken cancellationToken) => inside.InScopeAsync(async services =>
    {
        var id = long.Parse(number, CultureInfo.InvariantCulture);
        var key = await services.GetRequiredService<Data.DeskDbContext>().Requests.Where(r => r.Id == id).Select(r => r.Key).SingleAsync(cancellationToken);
        var query = new AuditQuery { Target = AuditTargets.Request(key), Action = "desk.request.*" };
        var (audit, anchor) = (services.GetRequiredService<IAuditReader>(), services.GetRequiredService<ICheckpointAnchor>());
        for (var started = inside.Time.GetTimestamp(); inside.Time.GetElapsedTime(started) < Patience;)
        {
            if ((await audit.QueryAsync(query, cancellationToken)).Entries is [.., var entry] && entry.Index < SizeOf(await anchor.ReadAsync(cancellationToken)))
                return entry.Index;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new OperatorException($"The audit log has not taken up what was done with request {number}.");
    });

    /// <summary>How many records a checkpoint speaks of: its second line.</summary>
    private static long SizeOf(ReadOnlyMemory<byte> checkpoint) =>
        Encoding.UTF8.GetString(checkpoint.Span).Split('\n') is [_, var size, ..] ? long.Parse(size, CultureInfo.InvariantCulture) : 0;

    private static Task<bool> VerifyAsync(CommandHost inside, Narrator tell, CancellationToken cancellationToken) => inside.InScopeAsync(async services =>
    {
        var (audit, anchor) = (services.GetRequiredService<IAuditReader>(), services.GetRequiredService<ICheckpointAnchor>());
        var kept = await anchor.ReadAsync(cancellationToken);
        var found = await audit.VerifyAsync(kept.IsEmpty ? await audit.GetCheckpointAsync(cancellationToken) : kept, cancellationToken);
        await tell.QuoteAsync(found.ToString());
        return found.IsIntact;
    });

    /// <summary>Turns over the lowest bit of the record's last byte; once more, and it is as it was.</summary>
    private static Task<bool> ChangeAsync(CommandHost inside, bool isServer, long index, CancellationToken cancellationToken) => inside.InDatabaseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (isServer)
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE platform_audit.audit_records DISABLE TRIGGER ALL", cancellationToken);
            await context.Database.ExecuteSqlAsync(
                $"UPDATE platform_audit.audit_records SET record = set_byte(record, length(record) - 1, get_byte(record, length(record) - 1) # 1) WHERE idx = {index}", cancellationToken);
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE platform_audit.audit_records ENABLE TRIGGER ALL", cancellationToken);
        }
        else
        {
            var guard = await context.Database.SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE name = 'audit_records_never_change'").SingleAsync(cancellationToken);
            var record = await context.Database.SqlQuery<byte[]>($"SELECT record AS Value FROM audit_records WHERE idx = {index}").SingleAsync(cancellationToken);
            record[^1] ^= 1;
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_records_never_change", cancellationToken);
            await context.Database.ExecuteSqlAsync($"UPDATE audit_records SET record = {record} WHERE idx = {index}", cancellationToken);
            await context.Database.ExecuteSqlRawAsync(guard, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    });
}
