using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Platform.Encryption.EntityFrameworkCore.Saving;

/// <summary>Seals what has changed, before it is saved.</summary>
internal sealed class SealingInterceptor : SaveChangesInterceptor
{
    /// <summary>One for all: it has no state.</summary>
    public static SealingInterceptor Instance { get; } = new();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        // Who saves synchronously waits for the database, and for a key too where it is not in memory.
        SealAsync(eventData.Context!, CancellationToken.None).GetAwaiter().GetResult();
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await SealAsync(eventData.Context!, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static Task SealAsync(DbContext context, CancellationToken cancellationToken) => new Sealer(context, context.GetService<EncryptionSession>()).SealAsync(cancellationToken);
}
