using Microsoft.Extensions.Compliance.Classification;

namespace Platform.Encryption;

/// <summary>Marks a property of type <see cref="string"/> that a <see cref="JsonDocumentCipher"/> seals in a document. Any other serializer writes it as it is.</summary>
/// <remarks>It is a data classification (<see cref="EncryptedData.Classification"/>) too: what logs with Microsoft.Extensions.Compliance redacts such a property.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonEncryptedAttribute() : DataClassificationAttribute(EncryptedData.Classification);
