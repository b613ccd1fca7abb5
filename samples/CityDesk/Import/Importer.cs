using CityDesk.Domain;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;

namespace CityDesk.Import;

/// <summary>
/// Imports an old system's export: streaming, a batch at a time, and resumable. An unfinished run whose bytes are the first
/// bytes of this file is continued; anything else starts a new run, which recognises what is stored already.
/// </summary>
internal sealed class Importer(ImportStore store, TimeProvider time)
{
    /// <param name="order">What to import.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="DamagedFileException">Nothing of the file can be read, or one of its code tables cannot.</exception>
    public async Task<ImportResult> RunAsync(ImportOrder order, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        RecordReader? reader = null;
        ImportRun? run = null;
        var isResumed = false;
        try
        {
            await using var file = await SourceFile.OpenAsync(order.Path, cancellationToken);
            reader = new RecordReader(file, order.AcceptUnterminated);
            var header = await SourceFile.ReadHeaderAsync(order.Path, reader, cancellationToken);
            var profile = order.Profile ?? FindProfile(order.Path, header);
            profile.RequireHeader(order.Path, header);
            var tables = await LoadTablesAsync(order, profile, cancellationToken);
            var context = new RowContext(profile, header, tables, time.GetUtcNow());
            var city = CityOf(profile, order.JurisdictionId);

            foreach (var unfinished in await store.FindUnfinishedAsync(profile.Source, city.Id, cancellationToken))
            {
                if (await TryContinueAsync(file, order, unfinished, cancellationToken) is not { } continued)
                    continue;
                reader.Dispose();
                (reader, run, isResumed) = (continued, unfinished, true);
                progress?.Report(new ImportProgress(unfinished, isResumed, file.Length));
                break;
            }

            if (!isResumed)
                file.Position = reader.BufferedTo; // the attempts to continue have moved it
            run ??= NewRun(profile, city, order);

            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var batch = await ImportBatch.ReadAsync(reader, context, run.RowsRead + 1, order.BatchSize, cancellationToken);
                // A batch that was begun is finished: it takes a moment, and what was read is worth keeping.
                run = await store.WriteAsync(run, city, batch, CancellationToken.None);
                progress?.Report(new ImportProgress(run, isResumed, file.Length));
                if (batch.Damage is not null)
                    return new ImportResult(ImportEnding.Damaged, run, isResumed);
                if (batch.IsLast)
                    return new ImportResult(ImportEnding.Finished, run, isResumed);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ImportResult(ImportEnding.Cancelled, run is { Id: > 0 } ? run : null, isResumed);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private static ImportProfile FindProfile(string path, string[] header) =>
        ImportProfile.All.FirstOrDefault(profile => profile.Matches(header))
        ?? throw new DamagedFileException(
            $"The first line of {path} does not name the columns of any export that is known: {string.Join(", ", ImportProfile.All.Select(p => p.Name))}. " +
            "Name one with --from to see what differs");

    private static Jurisdiction CityOf(ImportProfile profile, string? jurisdictionId) =>
        jurisdictionId is null ? profile.City : new Jurisdiction { Id = jurisdictionId, Name = profile.City.Name, TimeZone = profile.City.TimeZone };

    private static async Task<List<CodeTable>> LoadTablesAsync(ImportOrder order, ImportProfile profile, CancellationToken cancellationToken)
    {
        var folder = order.TablesFolder ?? Path.GetDirectoryName(Path.GetFullPath(order.Path))!;
        var tables = new List<CodeTable>();
        foreach (var layout in profile.Tables)
            tables.Add(await CodeTable.LoadAsync(folder, layout, cancellationToken));
        return tables;
    }

    private static async Task<RecordReader?> TryContinueAsync(FileStream file, ImportOrder order, ImportRun unfinished, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var reader = new RecordReader(file, order.AcceptUnterminated);
        try
        {
            if (await reader.SkipAsync(unfinished.BytesRead, unfinished.PrefixHash, cancellationToken))
                return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        reader.Dispose();
        return null;
    }

    private ImportRun NewRun(ImportProfile profile, Jurisdiction city, ImportOrder order)
    {
        var name = Path.GetFileName(order.Path);
        return new ImportRun
        {
            Source = profile.Source,
            JurisdictionId = city.Id,
            FileName = name.Length > ImportRun.FileNameMaxLength ? name[..ImportRun.FileNameMaxLength] : name,
            StartedAt = time.GetUtcNow(),
        };
    }
}
