using CityDesk.Domain;
using CityDesk.Import;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

/// <summary>The desk's records. One subclass per engine, because migrations belong to an engine.</summary>
public abstract class DeskDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Jurisdiction> Jurisdictions => Set<Jurisdiction>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<ServiceRequest> Requests => Set<ServiceRequest>();

    public DbSet<ApiConsumer> Consumers => Set<ApiConsumer>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();

    public DbSet<ImportFinding> ImportFindings => Set<ImportFinding>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DeskDbContext).Assembly);
}
