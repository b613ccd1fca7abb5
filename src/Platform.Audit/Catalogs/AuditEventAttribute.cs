using Platform.Audit.Records;

namespace Platform.Audit.Catalogs;

/// <summary>
/// Makes a partial type an <see cref="IAuditEvent"/>: its public properties are the fields. <c>Actor</c>, <c>Target</c>, <c>Outcome</c>, <c>Tenant</c>, <c>Source</c>, <c>Correlation</c> and
/// <c>Reason</c> are those that every reader knows; the others are written by name, with a small first letter.
/// </summary>
/// <param name="name">The name of the event, such as <c>request.closed</c>, behind that of its catalogue. It stays for ever.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class AuditEventAttribute(string name) : Attribute
{
    /// <summary>The name of the event.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What it is done to, with properties in braces: <c>request:{Id}</c>. They may be <see cref="NotAuditedAttribute"/>: then they stand in the target alone. Where one of them is null or empty, nothing is said.
    /// </summary>
    /// <value><see langword="null"/>: the property <c>Target</c>, if there is one.</value>
    public string? Target { get; set; }

    /// <summary>
    /// Whom the personal fields are about, with properties in braces: <c>resident:{Id}</c>. It is kept beside the record, and erased with them. Where one of the properties is null or empty, nothing is said, and
    /// <see cref="AuditContext.Subject"/> counts.
    /// </summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Subject { get; set; }

    /// <summary>What came of it.</summary>
    /// <value><see cref="AuditOutcome.Unknown"/>: the property <c>Outcome</c>, if there is one.</value>
    public AuditOutcome Outcome { get; set; }

    /// <summary>What happens when it cannot be recorded.</summary>
    /// <value>Not said: as <see cref="PlatformAuditOptions.WhenUnavailable"/> says.</value>
    public WhenAuditUnavailable WhenUnavailable { get; set; }
}
