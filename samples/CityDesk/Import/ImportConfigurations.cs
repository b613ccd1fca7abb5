using CityDesk.Domain;
using CityDesk.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityDesk.Import;

internal sealed class ImportRunConfiguration : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.Property(r => r.Source).HasMaxLength(ImportedFacts.SourceMaxLength);
        builder.Property(r => r.FileName).HasMaxLength(ImportRun.FileNameMaxLength);
        builder.Property(r => r.PrefixHash).HasMaxLength(64);
        builder.Property(r => r.Problem).HasMaxLength(ImportRun.ProblemMaxLength);
        // Two processes that continue the same run: the second to write learns that it was overtaken, and writes nothing.
        builder.Property(r => r.BytesRead).IsConcurrencyToken();
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(r => r.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.Source, r.StartedAt });
        builder.ToTable(table => table.HasCheckConstraint(
            "CK_ImportRuns_EveryRowAccountedFor",
            """
            "RowsRead" = "RowsStored" + "RowsAlreadyStored" + "RowsRefused"
            """));
    }
}

internal sealed class ImportFindingConfiguration : IEntityTypeConfiguration<ImportFinding>
{
    private const int KeyLength = 32;

    public void Configure(EntityTypeBuilder<ImportFinding> builder)
    {
        builder.Property(f => f.Severity).HasConversion<string>().HasMaxLength(16);
        builder.Property(f => f.ExternalId).HasMaxLength(ImportedFacts.ExternalIdMaxLength);
        builder.Property(f => f.Reason).HasMaxLength(ImportFinding.ReasonMaxLength);
        builder.Property(f => f.Key).HasMaxLength(KeyLength);
        builder.HasIndex(f => f.Key).IsUnique();
        ResidentEncryption.Encrypt(builder);
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(f => new { f.RunId, f.Row, f.Reason }).IsUnique();
    }
}

/// <summary>Where an imported request came from: its run, and one run stores a row at most once.</summary>
internal sealed class ImportedRequestConfiguration : IEntityTypeConfiguration<ServiceRequest>
{
    public void Configure(EntityTypeBuilder<ServiceRequest> builder)
    {
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(r => r.ImportRunId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(r => new { r.ImportRunId, r.ImportRow }).IsUnique();
    }
}
