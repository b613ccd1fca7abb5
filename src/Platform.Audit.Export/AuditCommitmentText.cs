namespace Platform.Audit.Export;

/// <summary>How a personal field is shown to other systems: as the commitment that stands in the record.</summary>
internal static class AuditCommitmentText
{
    public static string Of(ReadOnlySpan<byte> commitment) => "personal:" + Convert.ToHexStringLower(commitment);
}
