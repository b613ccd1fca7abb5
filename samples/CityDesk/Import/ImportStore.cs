using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;
using Microsoft.EntityFrameworkCore;
using Platform.Encryption;

namespace CityDesk.Import;

/// <summary>
/// Writes batches. One batch is one transaction: its requests, its findings, the services it is the first to need, and the
/// counters of the run. Killed at any moment, an import leaves whole batches behind and nothing else, so
/// rows read = stored + already stored + refused holds whenever somebody looks.
/// </summary>
internal sealed class ImportStore(IServiceScopeFactory scopes, TimeProvider time)
{
    // Two imports that begin at once may both want to add the city, or a service may be added meanwhile: the second look sees it.
    private const int Attempts = 3;

    /// <summary>Runs of one source into one city that have rows to come, the one that came furthest first.</summary>
    public async Task<IReadOnlyList<ImportRun>> FindUnfinishedAsync(string source, string jurisdictionId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DeskDbContext>().ImportRuns.AsNoTracking()
            .Where(r => r.Source == source && r.JurisdictionId == jurisdictionId && r.FinishedAt == null)
            .OrderByDescending(r => r.BytesRead).ThenByDescending(r => r.Id)
            .ToListAsync(cancellationToken);
    }

    /// <param name="run">The run as it was left by the batch before; without a number when this is the first.</param>
    /// <param name="city">The city that the requests go to.</param>
    /// <param name="batch">What to write.</param>
    /// <param name="cancellationToken">Undoes the whole batch.</param>
    /// <returns>The run after the batch.</returns>
    public async Task<ImportRun> WriteAsync(ImportRun run, Jurisdiction city, ImportBatch batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return await WriteOnceAsync(scope.ServiceProvider.GetRequiredService<DeskDbContext>(), run, city, batch, cancellationToken);
            }
            catch (DbUpdateConcurrencyException overtaken)
            {
                throw new InvalidOperationException($"Import {run.Id} is being continued by somebody else.", overtaken);
            }
            catch (KeyUnavailableException unavailable) when (unavailable.Reason == KeyUnavailableReason.Destroyed)
            {
                throw new InvalidOperationException(Removed(run.Id), unavailable);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Nothing of the batch was stored.
            }
        }
    }

    private async Task<ImportRun> WriteOnceAsync(DeskDbContext context, ImportRun before, Jurisdiction city, ImportBatch batch, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        // Two imports into one city take turns by the batch: the second looks for known requests when the first has written.
        await context.Jurisdictions.Where(j => j.Id == city.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.Name, j => j.Name), cancellationToken);
        var run = before.Id == 0
            ? await StartAsync(context, before, city, cancellationToken)
            : await ContinueAsync(context, before, cancellationToken);

        var known = await LoadKnownAsync(context, run.Source, batch.Rows, cancellationToken);
        var services = await LoadServicesAsync(context, city.Id, batch.Rows, cancellationToken);
        foreach (var row in batch.Rows)
        {
            var (fate, findings) = RowJudge.Judge(row, known.GetValueOrDefault(row.ExternalId ?? ""), run.Id, city.Id);
            if (fate == RowFate.Store)
            {
                findings = [.. findings, .. Store(context, run, city, row, services, now)];
                known.Add(row.Request!.ExternalId, new KnownRequest(row.Request, city.Id, run.Id, row.Row));
            }

            Count(run, fate, isWarned: fate != RowFate.Refuse && findings.Count > 0);
            context.ImportFindings.AddRange(findings.Select(finding => ToEntity(run.Id, row, finding)));
        }

        run.BytesRead = batch.EndOffset;
        run.PrefixHash = batch.EndHash;
        run.UpdatedAt = now;
        run.FinishedAt = batch.IsLast ? now : null;
        run.Problem = Cut(batch.Damage, ImportRun.ProblemMaxLength);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }

    private static async Task<ImportRun> StartAsync(DeskDbContext context, ImportRun before, Jurisdiction city, CancellationToken cancellationToken)
    {
        // What an operator has changed in a city since is the operator's; an import only adds what is missing.
        if (!await context.Jurisdictions.AnyAsync(j => j.Id == city.Id, cancellationToken))
            context.Jurisdictions.Add(city);
        var run = new ImportRun
        {
            Source = before.Source,
            JurisdictionId = city.Id,
            FileName = before.FileName,
            StartedAt = before.StartedAt,
        };
        context.ImportRuns.Add(run);
        await context.SaveChangesAsync(cancellationToken); // gives it its number
        return run;
    }

    private static async Task<ImportRun> ContinueAsync(DeskDbContext context, ImportRun before, CancellationToken cancellationToken)
    {
        var run = await context.ImportRuns.SingleOrDefaultAsync(r => r.Id == before.Id, cancellationToken) ?? throw new InvalidOperationException(Removed(before.Id));
        return run.BytesRead == before.BytesRead && run.RowsRead == before.RowsRead
            ? run
            : throw new InvalidOperationException($"Import {run.Id} is being continued by somebody else.");
    }

    private static string Removed(int runId) => $"Import {runId} is being removed: 'import --remove {runId}' ends that. Then import the file again.";

    private static async Task<Dictionary<string, KnownRequest>> LoadKnownAsync(
        DeskDbContext context, string source, IReadOnlyList<MappedRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Where(row => row.Request is not null).Select(row => row.Request!.ExternalId).Distinct().ToList();
        var actor = ImportedFacts.Actor(source);
        var stored = await context.Requests
            .Where(r => r.ImportSource == source && ids.Contains(r.ExternalId!))
            .Select(r => new
            {
                r.Id,
                r.JurisdictionId,
                r.ExternalId,
                r.ImportRunId,
                r.ImportRow,
                r.Service.Code,
                r.RequestedAt,
                r.ExpectedAt,
                r.Description,
                r.Location,
            })
            .ToListAsync(cancellationToken);
        // A query of its own: asked for per request within the first, the engine would number the whole history, once for each request.
        // Staff may have worked on a request since it was imported, so the closing is taken from what the import wrote into
        // its history, and not from how it stands now.
        var numbers = stored.Select(r => r.Id).ToList();
        var history = (await context.Requests
            .Where(r => numbers.Contains(r.Id))
            .SelectMany(r => r.History, (r, e) => new { RequestId = r.Id, e.Id, e.Kind, e.Actor, e.At, e.Note })
            .Where(e => e.Kind == RequestEventKind.Imported || (e.Kind == RequestEventKind.Closed && e.Actor == actor))
            .OrderBy(e => e.Id)
            .ToListAsync(cancellationToken))
            .ToLookup(e => e.RequestId);
        return stored.ToDictionary(r => r.ExternalId!, r =>
        {
            var closed = history[r.Id].FirstOrDefault(e => e.Kind == RequestEventKind.Closed);
            return new KnownRequest(
                new RequestFacts
                {
                    ExternalId = r.ExternalId!,
                    ServiceCode = r.Code,
                    RequestedAt = r.RequestedAt,
                    ClosedAt = closed?.At,
                    ExpectedAt = r.ExpectedAt,
                    StatusNotes = closed?.Note ?? "",
                    Description = r.Description,
                    Location = r.Location,
                    Note = history[r.Id].FirstOrDefault(e => e.Kind == RequestEventKind.Imported)?.Note ?? "",
                },
                r.JurisdictionId,
                r.ImportRunId,
                r.ImportRow);
        });
    }

    private static async Task<Dictionary<string, Service>> LoadServicesAsync(
        DeskDbContext context, string jurisdictionId, IReadOnlyList<MappedRow> rows, CancellationToken cancellationToken)
    {
        var codes = rows.Where(row => row.Service is not null).Select(row => row.Service!.Code).Distinct().ToList();
        return await context.Services.Where(s => s.JurisdictionId == jurisdictionId && codes.Contains(s.Code)).ToDictionaryAsync(s => s.Code, cancellationToken);
    }

    private static List<RowFinding> Store(DeskDbContext context, ImportRun run, Jurisdiction city, MappedRow row, Dictionary<string, Service> services, DateTimeOffset now)
    {
        var (facts, serviceFacts) = (row.Request!, row.Service!);
        List<RowFinding> findings = [];
        if (!services.TryGetValue(serviceFacts.Code, out var service))
        {
            service = new Service
            {
                JurisdictionId = city.Id,
                Code = serviceFacts.Code,
                Name = serviceFacts.Name,
                Group = serviceFacts.Group,
                Description = serviceFacts.Description,
                AgencyResponsible = serviceFacts.Agency,
                ChangedAt = now,
            };
            services.Add(service.Code, service);
        }
        else if (service.Name != serviceFacts.Name)
        {
            findings.Add(new RowFinding(
                ImportSeverity.Warning, ImportReasons.ServiceNameDiffers, $"“{serviceFacts.Name}” was stored under {service.Code}, which is “{service.Name}” here."));
        }

        context.Requests.Add(ServiceRequest.Import(
            service,
            new RequestDraft { Location = facts.Location, Description = facts.Description },
            new ImportedFacts
            {
                Source = run.Source,
                ExternalId = facts.ExternalId,
                RequestedAt = facts.RequestedAt,
                ImportedAt = now,
                ClosedAt = facts.ClosedAt,
                ExpectedAt = facts.ExpectedAt,
                StatusNotes = facts.StatusNotes,
                Note = facts.Note,
                RunId = run.Id,
                Row = row.Row,
            }));
        return findings;
    }

    private static void Count(ImportRun run, RowFate fate, bool isWarned)
    {
        run.RowsRead++;
        run.RowsStored += fate == RowFate.Store ? 1 : 0;
        run.RowsAlreadyStored += fate == RowFate.AlreadyStored ? 1 : 0;
        run.RowsRefused += fate == RowFate.Refuse ? 1 : 0;
        run.RowsWarned += isWarned ? 1 : 0;
    }

    private static ImportFinding ToEntity(int runId, MappedRow row, RowFinding finding)
    {
        var (raw, isEscaped) = RawText.Keep(row.Bytes);
        return new ImportFinding
        {
            RunId = runId,
            Row = row.Row,
            Severity = finding.Severity,
            ExternalId = row.ExternalId,
            Reason = finding.Reason,
            Detail = Cut(finding.Detail, ImportFinding.DetailMaxLength)!,
            Raw = raw,
            RawIsEscaped = isEscaped,
        };
    }

    private static string? Cut(string? text, int maxLength) =>
        text is null || text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1)] + "…";
}
