using System.Text.Encodings.Web;
using System.Text.Json;
using CityDesk.Data;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Import;

/// <summary>What an import run came to, read from the database: complete also when the run was interrupted and continued.</summary>
internal sealed class ImportReport(DeskDbContext context)
{
    private const int ExampleCount = 5;

    // The report is a file for people and scripts, never part of a page: quotes and accents may stay as they are.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task<ImportRun?> FindAsync(int runId, CancellationToken cancellationToken) =>
        context.ImportRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);

    public Task<List<ImportRun>> ListAsync(CancellationToken cancellationToken) =>
        context.ImportRuns.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancellationToken);

    /// <summary>The findings of a run by reason: refusals first, then the most frequent.</summary>
    public async Task<IReadOnlyList<FindingSummary>> SummarizeAsync(int runId, CancellationToken cancellationToken)
    {
        var findings = context.ImportFindings.Where(f => f.RunId == runId);
        var counts = await findings
            .GroupBy(f => new { f.Severity, f.Reason })
            .Select(same => new { same.Key.Severity, same.Key.Reason, Rows = same.LongCount() })
            .ToListAsync(cancellationToken);
        var summaries = new List<FindingSummary>();
        foreach (var count in counts.OrderBy(c => c.Severity).ThenByDescending(c => c.Rows).ThenBy(c => c.Reason, StringComparer.Ordinal))
        {
            var examples = await findings
                .Where(f => f.Severity == count.Severity && f.Reason == count.Reason)
                .OrderBy(f => f.Row).Select(f => f.Row).Take(ExampleCount).ToListAsync(cancellationToken);
            summaries.Add(new FindingSummary(count.Severity, count.Reason, count.Rows, examples));
        }

        return summaries;
    }

    /// <summary>Writes every refused or warned row as one line of JSON, in the order of the file.</summary>
    public async Task WriteAsync(int runId, Stream output, CancellationToken cancellationToken)
    {
        var findings = context.ImportFindings.AsNoTracking().Where(f => f.RunId == runId).OrderBy(f => f.Row).ThenBy(f => f.Id);
        await using var writer = new Utf8JsonWriter(output, Readable);
        await foreach (var finding in findings.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", finding.Row);
            writer.WriteString("id", finding.ExternalId);
            writer.WriteString("severity", finding.Severity == ImportSeverity.Refused ? "refused" : "warning");
            writer.WriteString("reason", finding.Reason);
            writer.WriteString("detail", finding.Detail);
            writer.WriteString("raw", finding.Raw);
            if (finding.RawIsEscaped)
                writer.WriteBoolean("rawIsEscaped", true);
            writer.WriteEndObject();
            await writer.FlushAsync(cancellationToken);
            output.WriteByte((byte)'\n');
            writer.Reset();
        }
    }
}

/// <summary>How often a reason was given in a run, and the first rows for which it was.</summary>
internal sealed record FindingSummary(ImportSeverity Severity, string Reason, long Rows, IReadOnlyList<long> Examples);
