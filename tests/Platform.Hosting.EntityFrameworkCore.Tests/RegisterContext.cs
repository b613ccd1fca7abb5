using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.Hosting.EntityFrameworkCore.Tests;

/// <summary>A context that says nothing of the packages: the one call does.</summary>
public sealed class RegisterContext(DbContextOptions<RegisterContext> options) : DbContext(options)
{
    public DbSet<Resident> Residents => Set<Resident>();
}

/// <summary>An interceptor of the program's own, which is added before the call.</summary>
internal sealed class Stamp : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries<Resident>().Where(static entry => entry.State is EntityState.Added or EntityState.Modified))
            entry.Entity.ChangedBy = "ada";
        return new ValueTask<InterceptionResult<int>>(result);
    }
}
