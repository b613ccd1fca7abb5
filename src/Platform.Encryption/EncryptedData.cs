using Microsoft.Extensions.Compliance.Classification;

namespace Platform.Encryption;

/// <summary>The data classification of what is encrypted, for redaction with Microsoft.Extensions.Compliance.</summary>
public static class EncryptedData
{
    /// <summary>"Platform.Encryption:Encrypted". Where a program adds redaction and says nothing of it, such values are erased from logs.</summary>
    public static DataClassification Classification { get; } = new("Platform.Encryption", "Encrypted");
}
