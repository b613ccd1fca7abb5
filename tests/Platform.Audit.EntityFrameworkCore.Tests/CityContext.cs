using Microsoft.EntityFrameworkCore;
using Platform.Audit.Catalogs;

namespace Platform.Audit.EntityFrameworkCore.Tests;

public enum Urgency
{
    Low,
    High,
}

[Audited(Name = "case")]
public sealed class Case
{
    public int Id { get; init; }

    public required string Title { get; set; }

    public Urgency Urgency { get; set; }

    public decimal? Cost { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public List<string> Labels { get; init; } = [];

    [NotAudited]
    public string? Draft { get; set; }

    [Masked]
    public string? Pin { get; set; }

    [Personal]
    public string? Email { get; set; }

    public string? Resident { get; set; }

    /// <summary>The database makes it of the title.</summary>
    public string? Slug { get; private set; }

    public Place Place { get; set; } = new();

    public Site? Site { get; set; }

    public List<Note> Notes { get; init; } = [];

    public List<Team> Teams { get; init; } = [];
}

/// <summary>A complex type.</summary>
public sealed record Place
{
    public string Street { get; init; } = "";
}

/// <summary>Owned, one.</summary>
public sealed class Site
{
    public string Name { get; set; } = "";
}

/// <summary>Owned, many.</summary>
public sealed class Note
{
    public int Id { get; init; }

    public string Text { get; set; } = "";
}

public sealed class Team
{
    public Guid Id { get; init; }

    public string Name { get; set; } = "";
}

/// <summary>Nobody audits it.</summary>
public sealed class Visit
{
    public int Id { get; init; }

    public string Path { get; set; } = "";
}

public sealed class CityContext(DbContextOptions<CityContext> options, string? schema) : DbContext(options)
{
    public DbSet<Case> Cases => Set<Case>();

    public DbSet<Team> Teams => Set<Team>();

    public DbSet<Visit> Visits => Set<Visit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Case>(entity =>
        {
            entity.HasIndex(each => each.Title).IsUnique();
            entity.Property(each => each.Slug).HasComputedColumnSql("lower(\"Title\")", stored: true);
            entity.ComplexProperty(each => each.Place);
            entity.OwnsOne(each => each.Site);
            entity.OwnsMany(each => each.Notes, static note => note.Property(static each => each.Id).ValueGeneratedNever());
            entity.HasMany(each => each.Teams).WithMany();
            entity.Property(each => each.Resident).IsSubjectInAudit("resident");
        });
        modelBuilder.Entity<Team>().IsAudited("team").Metadata.FindProperty(nameof(Team.Id))!.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
        modelBuilder.UsePlatformAuditIntake(schema);
    }
}

/// <summary>Audits, and has nowhere to leave it.</summary>
public sealed class HomelessContext(DbContextOptions<HomelessContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Visit>().IsAudited();
}
