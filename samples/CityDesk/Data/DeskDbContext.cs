using CityDesk.Auditing;
using CityDesk.Domain;
using CityDesk.Import;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

/// <summary>The desk's records. One subclass per engine, because migrations belong to an engine.</summary>
public abstract class DeskDbContext(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
    private readonly RecordedChanges _recorded = new();

    public DbSet<Jurisdiction> Jurisdictions => Set<Jurisdiction>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<ServiceRequest> Requests => Set<ServiceRequest>();

    public DbSet<ApiConsumer> Consumers => Set<ApiConsumer>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    /// <summary>The sessions of staff that hold, on whichever instance they were opened.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();

    public DbSet<ImportFinding> ImportFindings => Set<ImportFinding>();

    /// <summary>The keys that seal cookies and forms: in the database they outlive a restart and serve every instance.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Whether each change is an event of its own. Not so where a city is made up: that is one.</summary>
    internal bool RecordsEachChange { get; set; } = true;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        AppendChanges();
        var saved = base.SaveChanges(acceptAllChangesOnSuccess);
        _recorded.Clear();
        return saved;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        AppendChanges();
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        _recorded.Clear();
        return saved;
    }

    /// <summary>From here on what this context deletes or empties is overwritten in the file, and not only forgotten, where the engine can do that.</summary>
    internal virtual Task OverwriteErasedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Empties the engine's journal of what was overwritten, unless somebody is reading in it.</summary>
    internal virtual Task ForgetJournalAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Makes the table of cookies' keys anew, so that what an earlier version of a row has left in the files of the database is gone from
    /// them.
    /// </summary>
    internal abstract Task RewriteCookieKeysAsync(CancellationToken cancellationToken);

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DeskDbContext).Assembly);

    private void AppendChanges()
    {
        if (RecordsEachChange)
            _recorded.AppendTo(this);
    }
}
