using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Shared;

/// <summary>What packages need of the context that they add rows to. For packages of EF Core.</summary>
internal static class DbContextHost
{
    /// <summary>The services of the host, where the context is one of them.</summary>
    public static IServiceProvider? HostServices(this DbContext context) =>
        context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;

    /// <summary>The time by the host's clock.</summary>
    public static DateTimeOffset UtcNow(IServiceProvider? services) => (services?.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();

    /// <summary>
    /// Forgets rows of a type once they are saved: nobody needs them. And in SQLite, where a transaction that is rolled back gives its numbers back, the next row may be given the
    /// number of one that is remembered.
    /// </summary>
    public static void ForgetWhenSaved<TEntry>(this DbContext context)
        where TEntry : class
    {
        // Once, however often this is called.
        context.SavedChanges -= Forget<TEntry>;
        context.SavedChanges += Forget<TEntry>;
    }

    private static void Forget<TEntry>(object? sender, SavedChangesEventArgs saved)
        where TEntry : class
    {
        if (sender is not DbContext context)
            return;
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries<TEntry>().Where(static entry => entry.State == EntityState.Unchanged).ToList())
                entry.State = EntityState.Detached;
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }
}
