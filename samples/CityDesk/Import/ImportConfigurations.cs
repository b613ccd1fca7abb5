using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityDesk.Import;

internal sealed class ImportRunConfiguration : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.Property(r => r.Source).HasMaxLength(ImportedFacts.SourceMaxLength);
        builder.Property(r => r.FileName).HasMaxLength(400);
        builder.Property(r => r.PrefixHash).HasMaxLength(64);
        builder.HasIndex(r => new { r.Source, r.StartedAt });
    }
}

internal sealed class ImportRefusalConfiguration : IEntityTypeConfiguration<ImportRefusal>
{
    public void Configure(EntityTypeBuilder<ImportRefusal> builder)
    {
        builder.Property(r => r.ExternalId).HasMaxLength(ImportedFacts.ExternalIdMaxLength);
        builder.Property(r => r.Reason).HasMaxLength(32);
        builder.Property(r => r.Detail).HasMaxLength(ImportRefusal.DetailMaxLength);
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.RunId, r.Row }).IsUnique();
    }
}
