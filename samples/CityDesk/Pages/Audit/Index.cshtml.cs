using System.Globalization;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Pages.Requests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.Checkpoints;

namespace CityDesk.Pages.Audit;

/// <summary>The audit log: searched, and each record on the page verified against what the log has signed. Looking at it is recorded too.</summary>
internal sealed class AuditModel(IAuditReader audit, AuditTrust trust, ICheckpointAnchor anchor, RequestRecords requests, DeskDbContext context) : PageModel
{
    public AuditFilter Filter { get; private set; } = new();

    public string? Problem { get; private set; }

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    /// <summary>How many records the log has.</summary>
    public long Size { get; private set; }

    public long? Next { get; private set; }

    public bool IsFirst { get; private set; }

    /// <summary>The numbers of the requests on the page, by their ids.</summary>
    public IReadOnlyDictionary<string, string> Numbers { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<AuditLine> Refuted => [.. Lines.Where(static line => line.Verified != AuditVerificationResult.Verified)];

    /// <summary>Why the log as a whole cannot be trusted; <see langword="null"/> while it can.</summary>
    public string? Damage { get; private set; }

    /// <summary>What verifying everything has found; <see langword="null"/> where nobody has asked.</summary>
    public (bool IsIntact, string Text)? Whole { get; private set; }

    public string PublicKey => trust.PublicKey;

    public async Task OnGetAsync(string? who, string? what, string? number, string? text, string? from, string? to, long? after, CancellationToken cancellationToken)
    {
        Filter = new() { Who = who?.Trim() ?? "", What = what ?? "", Number = number?.Trim() ?? "", Text = text ?? "", From = from ?? "", To = to ?? "" };
        IsFirst = after is null;
        Problem = Filter.Problem;
        if (Problem is not null)
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        else
            await FindAsync(after, cancellationToken);
    }

    /// <summary>Hashes everything again, and compares it with what has left for the checkpoint's file, or is signed now where none has yet.</summary>
    public async Task OnPostVerifyAsync(CancellationToken cancellationToken)
    {
        IsFirst = true;
        try
        {
            var kept = await anchor.ReadAsync(cancellationToken);
            if (kept.IsEmpty)
                kept = await audit.GetCheckpointAsync(cancellationToken);
            var found = await audit.VerifyAsync(kept, cancellationToken);
            Whole = (found.IsIntact, found.ToString());
        }
        catch (AuditIntegrityException damage)
        {
            Whole = (false, damage.Message);
        }

        await FindAsync(after: null, cancellationToken);
    }

    /// <summary>A record and its proof, as files with which anybody can verify it without the desk.</summary>
    public async Task<IActionResult> OnGetProofAsync(long? index, CancellationToken cancellationToken) =>
        index is null || await ReadAsync(index.Value, cancellationToken) is null
            ? NotFound()
            : File(await audit.ProveAsync(index.Value, cancellationToken), "text/plain; charset=utf-8", NameOf(index.Value, "tlog-proof"));

    public async Task<IActionResult> OnGetRecordAsync(long? index, CancellationToken cancellationToken) =>
        index is { } wanted && await ReadAsync(wanted, cancellationToken) is { } record ? File(record.ToArray(), "application/octet-stream", NameOf(wanted, "record")) : NotFound();

    private static string NameOf(long index, string end) => string.Create(CultureInfo.InvariantCulture, $"citydesk-audit-{index}.{end}");

    private async Task FindAsync(long? after, CancellationToken cancellationToken)
    {
        string? target = null;
        if (Filter.Number.Length > 0)
        {
            if (await requests.FindKeyAsync(Filter.Number, cancellationToken) is not { } key)
                return;
            target = AuditTargets.Request(key);
        }

        try
        {
            var page = await audit.QueryAsync(Filter.Query(target, after), cancellationToken);
            (Lines, Next, Size) = ([.. page.Entries.Select(entry => AuditLine.Of(entry, trust))], page.Next, page.Size);
        }
        catch (AuditIntegrityException damage)
        {
            Damage = damage.Message;
            return;
        }

        var keys = Lines.Select(static line => line.RequestKey).OfType<string>().Distinct().ToList();
        Numbers = await context.Requests.AsNoTracking().Where(r => keys.Contains(r.Key)).Select(r => new { r.Key, r.Id, r.ImportSource, r.ExternalId })
            .ToDictionaryAsync(static r => r.Key, static r => ServiceRequest.FormatPublicId(r.Id, r.ImportSource, r.ExternalId), cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(long index, CancellationToken cancellationToken)
    {
        try
        {
            return await audit.ReadAsync(index, cancellationToken);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // There is no such record.
        }
    }
}
