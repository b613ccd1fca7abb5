using CityDesk.Import.Profiles;

namespace CityDesk.Import;

/// <summary>A request that is stored already, by this import or an earlier one.</summary>
internal sealed record KnownRequest(RequestFacts Facts, string JurisdictionId, int? RunId, long? Row);

/// <summary>What becomes of a row.</summary>
internal enum RowFate
{
    Store,
    AlreadyStored,
    Refuse,
}

/// <summary>Decides what becomes of a row, given what is stored. Knows no database.</summary>
internal static class RowJudge
{
    public static (RowFate Fate, IReadOnlyList<RowFinding> Findings) Judge(MappedRow row, KnownRequest? known, int runId, string jurisdictionId)
    {
        if (row.Request is not { } request)
            return (RowFate.Refuse, row.Findings);
        if (known is null)
            return (RowFate.Store, row.Findings);

        var isOfThisFile = known.RunId == runId;
        var where = isOfThisFile ? FormattableString.Invariant($"row {known.Row}") : "an earlier import";
        var differences = request.DifferencesFrom(known.Facts).ToList();
        if (known.JurisdictionId != jurisdictionId)
            differences.Insert(0, $"it is stored for {known.JurisdictionId}, not {jurisdictionId}");
        if (differences.Count > 0)
        {
            return (RowFate.Refuse, [new RowFinding(
                ImportSeverity.Refused, ImportReasons.ConflictingDuplicate, $"Number {request.ExternalId} came with {where}: {string.Join("; ", differences)}.")]);
        }

        // Its own warnings were reported when it was stored.
        return (RowFate.AlreadyStored, isOfThisFile
            ? [new RowFinding(ImportSeverity.Warning, ImportReasons.DuplicateInFile, $"Number {request.ExternalId} came with {where}, with the same content.")]
            : []);
    }
}
