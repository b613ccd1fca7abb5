using CityDesk.Domain;
using CityDesk.Import;
using Platform.Audit;

namespace CityDesk.Auditing;

/// <summary>Records who looks at residents' data, before it is shown: what cannot be recorded is not answered.</summary>
internal sealed class PersonalLooks(IAuditAppender audit)
{
    /// <summary>A request is about to be shown with all that staff may know of it.</summary>
    public async ValueTask RecordAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        if (request.ResidentId is { } resident && !request.IsErased)
            await audit.AppendAsync(new DeskAudit.ResidentViewed(AuditTargets.Request(request.Key), request.PublicId, resident), cancellationToken: cancellationToken);
    }

    /// <summary>Residents were looked for.</summary>
    /// <param name="residents">Their ids.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask RecordSearchAsync(IReadOnlyCollection<string> residents, CancellationToken cancellationToken)
    {
        if (residents.Count == 0)
            await audit.AppendAsync(new DeskAudit.ResidentSearched(null, 0), cancellationToken: cancellationToken);
        // Together, so that they share a transaction.
        await Task.WhenAll(residents.Select(resident =>
            audit.AppendAsync(new DeskAudit.ResidentSearched(AuditTargets.Resident(resident), residents.Count), cancellationToken: cancellationToken).AsTask()));
    }

    /// <summary>The rows that an import has kept are about to be handed out.</summary>
    public async ValueTask RecordRowsAsync(ImportRun run, CancellationToken cancellationToken) =>
        await audit.AppendAsync(new DeskAudit.ImportRowsRead(AuditTargets.City(run.JurisdictionId), run.Id), cancellationToken: cancellationToken);
}
