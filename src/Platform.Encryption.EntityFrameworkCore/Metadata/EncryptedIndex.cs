using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>A blind index of an encrypted property, and the shadow property that holds its values.</summary>
internal sealed record EncryptedIndex(BlindIndex Index, IProperty Shadow);
