using Microsoft.EntityFrameworkCore;

namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Puts the intake of the audit log into a model.</summary>
public static class PlatformAuditModelBuilderExtensions
{
    private const string Table = "audit_intake";

    /// <summary>Adds the table in which events wait for the log. The log makes it; migrations leave it alone.</summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="schema">The schema of the log, in PostgreSQL: <c>platform_audit</c> unless <c>UsePostgreSql</c> says otherwise. <see langword="null"/>, the default, in SQLite.</param>
    /// <returns><paramref name="modelBuilder"/>, for chaining.</returns>
    public static ModelBuilder UsePlatformAuditIntake(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.Entity<AuditIntakeEntry>(entry =>
        {
            entry.ToTable(Table, schema, static table => table.ExcludeFromMigrations());
            entry.HasKey(static each => each.Id);
            entry.Property(static each => each.Id).HasColumnName("id").ValueGeneratedOnAdd();
            entry.Property(static each => each.Record).HasColumnName("record").IsRequired();
        });
    }
}
