using Microsoft.Extensions.Compliance.Classification;

namespace Platform.Encryption;

/// <summary>Marks what must not be logged in plaintext: a property that is encrypted by the fluent API, a parameter of a log method, a member of a type that is logged.</summary>
/// <remarks>It stands beside what encrypts, since the generator of log methods makes attributes of classifications without arguments. It is redacted where the program logs with Microsoft.Extensions.Compliance (<c>AddRedaction</c> and <c>EnableRedaction</c>), and does nothing else. It encrypts nothing.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.ReturnValue | AttributeTargets.GenericParameter)]
public sealed class EncryptedDataAttribute() : DataClassificationAttribute(EncryptedData.Classification);
