using Microsoft.EntityFrameworkCore;

namespace Platform.Webhooks.EntityFrameworkCore.Tests;

public sealed class Request
{
    public int Id { get; init; }

    public string State { get; set; } = "open";
}

public sealed class DeskContext(DbContextOptions<DeskContext> options, string? schema) : DbContext(options)
{
    public DbSet<Request> Requests => Set<Request>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Request>().Property(request => request.Id).ValueGeneratedNever();
        modelBuilder.UsePlatformOutbox(schema);
    }
}

public sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options);
