using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>What the bare desk keeps of a request: the columns of the real one, in plaintext.</summary>
internal sealed class BareRequest
{
    public long Id { get; init; }

    /// <summary>What stands in its address at the console.</summary>
    public string Key { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public required string City { get; init; }

    public int ServiceId { get; init; }

    public BareService Service { get; init; } = null!;

    public string Status { get; init; } = "Open";

    public string StatusNotes { get; init; } = "";

    public string Description { get; init; } = "";

    public string? Address { get; init; }

    public string? ZipCode { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public long RequestedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? ExpectedAt { get; init; }

    public List<BareEvent> History { get; init; } = [];
}

internal sealed class BareService
{
    public int Id { get; init; }

    public required string City { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public string? AgencyResponsible { get; init; }
}

internal sealed class BareEvent
{
    public long Id { get; init; }

    public required string Kind { get; init; }

    public required string Actor { get; init; }

    public string Note { get; init; } = "";

    public long At { get; init; }
}

internal sealed class BareConsumer
{
    public int Id { get; init; }

    public required string KeyHash { get; init; }
}

/// <summary>The same indexes as the real desk has on the columns that are asked for.</summary>
internal sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options)
{
    public DbSet<BareRequest> Requests => Set<BareRequest>();

    public DbSet<BareService> Services => Set<BareService>();

    public DbSet<BareConsumer> Consumers => Set<BareConsumer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BareConsumer>().HasIndex(static each => each.KeyHash).IsUnique();
        modelBuilder.Entity<BareService>().HasIndex(static each => new { each.City, each.Code }).IsUnique();
        modelBuilder.Entity<BareRequest>(static request =>
        {
            request.HasIndex(static each => each.Key).IsUnique();
            request.HasIndex(static each => new { each.City, each.RequestedAt, each.Id });
            request.HasIndex(static each => new { each.City, each.Status, each.RequestedAt, each.Id });
            request.HasIndex(static each => new { each.ServiceId, each.RequestedAt, each.Id });
            request.HasMany(static each => each.History).WithOne().HasForeignKey("RequestId");
        });
    }
}
