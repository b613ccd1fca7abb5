namespace Platform.Audit.SourceGeneration;

/// <summary>The names of what an event is declared with, as metadata has them.</summary>
internal static class KnownNames
{
    public const string AuditCatalogAttribute = "Platform.Audit.Catalogs.AuditCatalogAttribute";
    public const string AuditEventAttribute = "Platform.Audit.Catalogs.AuditEventAttribute";
    public const string NotAuditedAttribute = "Platform.Audit.Catalogs.NotAuditedAttribute";
    public const string PersonalAttribute = "Platform.Audit.Catalogs.PersonalAttribute";
    public const string AuditOutcome = "Platform.Audit.Records.AuditOutcome";

    /// <summary>The kind of event, which the generator writes into each event.</summary>
    public const string Type = "AuditType";

    /// <summary>All events, which the generator writes into each catalogue.</summary>
    public const string Events = "Events";

    /// <summary>The tool that <c>[GeneratedCode]</c> names.</summary>
    public const string Tool = "Platform.Audit.SourceGeneration";
}
