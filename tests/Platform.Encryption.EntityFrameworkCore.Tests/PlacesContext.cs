using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>A hierarchy in one table.</summary>
public abstract class Place
{
    public Guid Id { get; init; } = Guid.NewGuid();
}

public sealed class Shop : Place
{
    public string? Email { get; set; }

    public string? Phone { get; set; }
}

public sealed class School : Place
{
    public string? Email { get; set; }

    public string? Phone { get; set; }
}

/// <summary>Siblings that share columns: one with another purpose each, one with the same purpose; each has an index of its own.</summary>
public sealed class PlacesContext(DbContextOptions<PlacesContext> options) : DbContext(options)
{
    public DbSet<Place> Places => Set<Place>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Place>();
        modelBuilder.Entity<Shop>(shop =>
        {
            shop.Encrypt(each => each.Email, "shops").WithEqualityIndex(TextNormalizer.Email, IndexPlan.For(100_000, 90_000));
            shop.Encrypt(each => each.Phone, "phones").WithEqualityIndex(TextNormalizer.Digits, IndexPlan.For(100_000, 90_000));
        });
        modelBuilder.Entity<School>(school =>
        {
            school.Encrypt(each => each.Email, "schools").WithEqualityIndex(TextNormalizer.Email, IndexPlan.For(100_000, 90_000));
            school.Encrypt(each => each.Phone, "phones").WithEqualityIndex(TextNormalizer.Digits, IndexPlan.For(100_000, 90_000));
        });
    }
}
