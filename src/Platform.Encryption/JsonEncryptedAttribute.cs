namespace Platform.Encryption;

/// <summary>Marks a property of type <see cref="string"/> that a <see cref="JsonDocumentCipher"/> seals in a document. Any other serializer writes it as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonEncryptedAttribute : Attribute;
