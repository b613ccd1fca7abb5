using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>That a context was said to be re-encrypted, so that saying it twice is harmless.</summary>
internal sealed class ReencryptionOf<TContext>
    where TContext : DbContext;
