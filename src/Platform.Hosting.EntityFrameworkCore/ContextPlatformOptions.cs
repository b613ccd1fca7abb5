using Microsoft.EntityFrameworkCore;

namespace Platform.Hosting.EntityFrameworkCore;

/// <summary>What a context has of the Platform packages.</summary>
public sealed class ContextPlatformOptions
{
    /// <summary>Whether properties that are marked as encrypted are sealed and opened.</summary>
    /// <value>Whether the host has Platform.Encryption.</value>
    public bool UsesEncryption { get; set; }

    /// <summary>
    /// Whether audit events are saved with the changes they are about, and changes of audited entities captured. The log must be kept in the database of the
    /// context.
    /// </summary>
    /// <value>Whether the host has Platform.Audit.</value>
    public bool UsesAudit { get; set; }

    /// <summary>Whether events are published with the changes they tell of. The outbox must be kept in the database of the context.</summary>
    /// <value>Whether the host has the outbox of Platform.Webhooks.</value>
    public bool UsesOutbox { get; set; }

    /// <summary>Whose data the context reads and writes, for its keys; asked at each query and each saving.</summary>
    /// <value>One tenant for all, called <c>data</c>.</value>
    public Func<DbContext, string> Tenant { get; set; } = static _ => "data";

    /// <summary>The schema of the audit log. Without a meaning in SQLite.</summary>
    /// <value><c>platform_audit</c>, as <c>UsePostgreSql</c> has it.</value>
    public string AuditSchema { get; set; } = "platform_audit";

    /// <summary>The schema of the outbox. Without a meaning in SQLite.</summary>
    /// <value><c>platform_outbox</c>, as <c>UsePostgreSql</c> has it.</value>
    public string OutboxSchema { get; set; } = "platform_outbox";
}
