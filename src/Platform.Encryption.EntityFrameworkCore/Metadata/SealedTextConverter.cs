using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>Between column and model.</summary>
internal sealed class SealedTextConverter() : ValueConverter<SealedText, byte[]>(static value => value.Bytes, static bytes => new SealedText(bytes));
