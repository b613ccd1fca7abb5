using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityDesk.Residents;

/// <summary>
/// By which e-mail address a resident is known: the address is not there, only a keyed hash of it, so that who has the table and not the
/// keys can neither read it nor try addresses.
/// </summary>
internal sealed class ResidentAddress
{
    public const string Table = "ResidentAddresses";
    public const int HashMaxLength = 32;

    public required byte[] Hash { get; init; }

    public required string ResidentId { get; init; }
}

internal sealed class ResidentAddressConfiguration : IEntityTypeConfiguration<ResidentAddress>
{
    public void Configure(EntityTypeBuilder<ResidentAddress> builder)
    {
        builder.ToTable(ResidentAddress.Table);
        // One resident for an address, whichever desk files first.
        builder.HasKey(a => a.Hash);
        builder.Property(a => a.Hash).HasMaxLength(ResidentAddress.HashMaxLength);
        builder.Property(a => a.ResidentId).HasMaxLength(Erasure.IdLength);
        builder.HasIndex(a => a.ResidentId);
    }
}
