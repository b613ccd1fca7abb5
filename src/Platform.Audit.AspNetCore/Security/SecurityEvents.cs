using Platform.Audit.Catalogs;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>What is recorded of the security of a site. What is refused anyway is refused whether it can be recorded or not.</summary>
[AuditCatalog("security")]
internal static partial class SecurityEvents
{
    [AuditEvent("signed-in", Outcome = AuditOutcome.Success)]
    public readonly partial record struct SignedIn(string? Actor, string? Scheme);

    [AuditEvent("signed-out", Outcome = AuditOutcome.Success, WhenUnavailable = WhenAuditUnavailable.Allow)]
    public readonly partial record struct SignedOut(string? Scheme);

    [AuditEvent("sign-in-failed", Outcome = AuditOutcome.Failure, WhenUnavailable = WhenAuditUnavailable.Allow)]
    public readonly partial record struct SignInFailed(string? Actor, string? Target, string? Source, string? Reason, long? Repeated);

    [AuditEvent("denied", Outcome = AuditOutcome.Denied, WhenUnavailable = WhenAuditUnavailable.Allow)]
    public readonly partial record struct Denied(string? Actor, string? Target, string? Source, string? Reason, long? Repeated);

    [AuditEvent("rate-limited", Outcome = AuditOutcome.Denied, WhenUnavailable = WhenAuditUnavailable.Allow)]
    public readonly partial record struct RateLimited(string? Actor, string? Target, string? Source, string? Reason, long? Repeated);

    [AuditEvent("request-refused", Outcome = AuditOutcome.Denied, WhenUnavailable = WhenAuditUnavailable.Allow)]
    public readonly partial record struct RequestRefused(string? Actor, string? Target, string? Source, string? Reason, long? Repeated);
}
