namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>What a model says of capturing.</summary>
internal static class CaptureAnnotations
{
    public const string Everything = "PlatformAudit:Everything";
    public const string Audited = "PlatformAudit:Audited";
    public const string NotAudited = "PlatformAudit:NotAudited";
    public const string Treatment = "PlatformAudit:Treatment";
    public const string Subject = "PlatformAudit:Subject";

    /// <summary>Of Platform.Encryption: on the shadow property of a column, the path of the property that is sealed in it.</summary>
    public const string SealedOf = "PlatformEncryption:Of";

    /// <summary>Of Platform.Encryption: on the shadow property of an index of sealed values.</summary>
    public const string IndexOf = "PlatformEncryption:IndexOf";
}
