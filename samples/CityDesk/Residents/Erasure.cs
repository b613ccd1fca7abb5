using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityDesk.Residents;

/// <summary>
/// That a resident is to be erased, from the moment on at which it was decided; and the receipt, when it is done. It names nobody.
/// </summary>
internal sealed class Erasure
{
    public const string Table = "Erasures";
    public const int IdLength = 32;

    public required string ResidentId { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it was done; <see langword="null"/> while it is not, and has to be gone on with.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The signed receipt.</summary>
    public string? Receipt { get; set; }
}

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<Erasure>
{
    public void Configure(EntityTypeBuilder<Erasure> builder)
    {
        builder.ToTable(Erasure.Table);
        builder.HasKey(e => e.ResidentId);
        builder.Property(e => e.ResidentId).HasMaxLength(Erasure.IdLength);
        // Two that go on with the same one: one of them finishes it, and tells the audit log.
        builder.Property(e => e.FinishedAt).IsConcurrencyToken();
        // Asked for at every start and by every command, and there is hardly ever one.
        builder.HasIndex(e => e.BegunAt, "IX_Erasures_Unfinished").HasFilter("\"FinishedAt\" IS NULL");
    }
}
