using Platform.Audit.Catalogs;
using Platform.Audit.Records;

namespace CityDesk.Auditing;

/// <summary>
/// What the desk records. Nothing of a resident stands in a record: who is meant is an id that says nothing, and remarks of staff, which may name anybody, are personal fields that are
/// erased with the resident they are about.
/// </summary>
[AuditCatalog("desk")]
internal static partial class DeskAudit
{
    [AuditEvent("request.opened", Subject = "{About}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct RequestOpened(string Target, [property: NotAudited] string About, string By, string Service, [property: Personal] string? Note);

    /// <summary>Everything else that happens to a request: <paramref name="Change"/> says what.</summary>
    [AuditEvent("request.changed", Subject = "{About}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct RequestChanged(
        string Target, [property: NotAudited] string About, Domain.RequestEventKind Change, string By, string? Number, long Version, string? Team, [property: Personal] string? Note);

    /// <summary>Somebody looked at what a resident said of themselves.</summary>
    [AuditEvent("resident.viewed", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ResidentViewed(string Target, string Number, string Resident);

    /// <summary>Residents were looked for. By what is not recorded: it would be theirs.</summary>
    [AuditEvent("resident.searched", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ResidentSearched(string? Target, long Found);

    [AuditEvent("resident.key-rotated", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ResidentKeyRotated(string Target, long Sealed, long Left);

    /// <summary>A purpose has a new key. Its name is recorded, which is no secret.</summary>
    [AuditEvent("key.rotated", Outcome = AuditOutcome.Success)]
    public readonly partial record struct KeyRotated(string Target, string Key);

    /// <summary>It was decided that a resident is to be erased, or is once more: who decided it stands here, whoever finishes it.</summary>
    [AuditEvent("resident.erasure-begun", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ResidentErasureBegun(string Target, bool Again);

    [AuditEvent("resident.erased", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ResidentErased(string Target, long Keys, long Values, long Notes);

    [AuditEvent("staff.added", Outcome = AuditOutcome.Success)]
    public readonly partial record struct StaffAdded(string Target);

    [AuditEvent("staff.password-set", Outcome = AuditOutcome.Success)]
    public readonly partial record struct StaffPasswordSet(string Target);

    [AuditEvent("staff.removed", Outcome = AuditOutcome.Success)]
    public readonly partial record struct StaffRemoved(string Target);

    [AuditEvent("consumer.added", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ConsumerAdded(string Target, string Tier);

    [AuditEvent("consumer.changed", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ConsumerChanged(string Target, string Tier, bool IsRevoked);

    [AuditEvent("city.generated", Outcome = AuditOutcome.Success)]
    public readonly partial record struct CityGenerated(string Target, long Requests);

    /// <summary>An import is one event when it begins and one when it has ended: the run, which the desk keeps, has its rows.</summary>
    [AuditEvent("import.begun", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ImportBegun(string Target, string System, string File);

    [AuditEvent("import.ended", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ImportEnded(string Target, string System, string File, long Run, long Rows, long Stored, long Refused);

    /// <summary>It was decided that an import is to be removed: the key of the rows that it has kept is destroyed next.</summary>
    [AuditEvent("import.removal-begun", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ImportRemovalBegun(string Target, string System, string File, long Run);

    [AuditEvent("import.removed", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ImportRemoved(string Target, string System, string File, long Run, long Kept);

    /// <summary>Somebody had the rows that were kept, as they stood in the file: they may say anything of anybody.</summary>
    [AuditEvent("import.rows-read", Outcome = AuditOutcome.Success)]
    public readonly partial record struct ImportRowsRead(string Target, long Run);

    /// <summary>Somebody has decided what is to become of a plugin, and agreed to what it asks for. What became of it is said by <c>plugins.*</c>.</summary>
    [AuditEvent("plugin.change-decided", Outcome = AuditOutcome.Success)]
    public readonly partial record struct PluginChangeDecided(string Target, string Change, string Version, string Digest, string? Agreed);
}
