using CityDesk.Domain;
using CityDesk.Import;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

/// <summary>The desk's records. One subclass per engine, because migrations belong to an engine.</summary>
public abstract class DeskDbContext(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
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

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DeskDbContext).Assembly);
}
