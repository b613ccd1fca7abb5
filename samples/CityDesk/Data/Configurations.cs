using CityDesk.Domain;
using CityDesk.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityDesk.Data;

internal sealed class JurisdictionConfiguration : IEntityTypeConfiguration<Jurisdiction>
{
    public const int IdMaxLength = 100;

    public void Configure(EntityTypeBuilder<Jurisdiction> builder)
    {
        builder.Property(j => j.Id).HasMaxLength(IdMaxLength);
        builder.Property(j => j.Name).HasMaxLength(Service.NameMaxLength);
        builder.Property(j => j.TimeZone).HasMaxLength(64);
    }
}

internal sealed class ServiceConfiguration : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.Property(s => s.JurisdictionId).HasMaxLength(JurisdictionConfiguration.IdMaxLength);
        builder.Property(s => s.Code).HasMaxLength(Service.CodeMaxLength);
        builder.Property(s => s.Name).HasMaxLength(Service.NameMaxLength);
        builder.Property(s => s.Type).HasConversion<string>().HasMaxLength(16);
        builder.HasIndex(s => new { s.JurisdictionId, s.Code }).IsUnique();
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(s => s.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.OwnsMany(s => s.Attributes, attributes =>
        {
            attributes.ToJson();
            attributes.Property(a => a.Datatype).HasConversion<string>();
            attributes.OwnsMany(a => a.Options);
        });
    }
}

internal sealed class ServiceRequestConfiguration : IEntityTypeConfiguration<ServiceRequest>
{
    private const int RecordIdLength = 32;

    public void Configure(EntityTypeBuilder<ServiceRequest> builder)
    {
        builder.Property(r => r.JurisdictionId).HasMaxLength(JurisdictionConfiguration.IdMaxLength);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(16);
        builder.Property(r => r.StatusNotes).HasMaxLength(RequestEvent.NoteMaxLength);
        builder.Property(r => r.Description).HasMaxLength(ServiceRequest.DescriptionMaxLength);
        builder.Property(r => r.MediaUrl).HasMaxLength(ServiceRequest.MediaUrlMaxLength);
        builder.Property(r => r.AssignedTo).HasMaxLength(RequestEvent.ActorMaxLength);
        builder.Property(r => r.Token).HasMaxLength(64);
        builder.Property(r => r.ImportSource).HasMaxLength(ImportedFacts.SourceMaxLength);
        builder.Property(r => r.ExternalId).HasMaxLength(ImportedFacts.ExternalIdMaxLength);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Ignore(r => r.PublicId);

        builder.ComplexProperty(r => r.Location, location =>
        {
            location.Property(l => l.Latitude).HasColumnName("Latitude");
            location.Property(l => l.Longitude).HasColumnName("Longitude");
            location.Property(l => l.Address).HasColumnName("Address").HasMaxLength(Location.AddressMaxLength);
            location.Property(l => l.AddressId).HasColumnName("AddressId").HasMaxLength(Location.AddressIdMaxLength);
            location.Property(l => l.ZipCode).HasColumnName("ZipCode").HasMaxLength(Location.ZipCodeMaxLength);
            location.Ignore(l => l.IsKnown);
        });
        builder.Property(r => r.Key).HasMaxLength(RecordIdLength);
        builder.Property(r => r.ResidentId).HasMaxLength(RecordIdLength);
        builder.HasIndex(r => r.Key).IsUnique();
        builder.Ignore(r => r.IsErased);
        ResidentEncryption.Encrypt(builder);

        builder.HasOne(r => r.Service).WithMany().HasForeignKey(r => r.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(r => r.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApiConsumer>().WithMany().HasForeignKey(r => r.ConsumerId).OnDelete(DeleteBehavior.SetNull);
        builder.HasMany(r => r.History).WithOne().HasForeignKey("RequestId").OnDelete(DeleteBehavior.Cascade);

        // The public list and the staff queue both read newest first, within a city.
        builder.HasIndex(r => new { r.JurisdictionId, r.RequestedAt, r.Id });
        builder.HasIndex(r => new { r.JurisdictionId, r.Status, r.RequestedAt, r.Id });
        // And the queue of one service or one team. Imported history, which is most of a big desk, never had a team.
        builder.HasIndex(r => new { r.ServiceId, r.RequestedAt, r.Id });
        builder.HasIndex(r => new { r.JurisdictionId, r.AssignedTo, r.RequestedAt, r.Id }).HasFilter("\"AssignedTo\" IS NOT NULL");
        // All that somebody has filed. Imported history, which is most of a big desk, is nobody's.
        builder.HasIndex(r => r.ResidentId).HasFilter("\"ResidentId\" IS NOT NULL");
        builder.HasIndex(r => r.Token).IsUnique();
        // The batch asks for these every few seconds, and there are hardly ever any.
        builder.HasIndex(r => r.Id, "IX_Requests_Unnumbered").HasFilter("\"Token\" IS NOT NULL AND \"NumberedAt\" IS NULL");
        builder.HasIndex(r => new { r.ImportSource, r.ExternalId }).IsUnique();
    }
}

internal sealed class RequestEventConfiguration : IEntityTypeConfiguration<RequestEvent>
{
    public void Configure(EntityTypeBuilder<RequestEvent> builder)
    {
        builder.ToTable("RequestEvents");
        builder.Property(e => e.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(e => e.Actor).HasMaxLength(RequestEvent.ActorMaxLength);
        builder.Property(e => e.Note).HasMaxLength(RequestEvent.NoteMaxLength);
    }
}

internal sealed class ApiConsumerConfiguration : IEntityTypeConfiguration<ApiConsumer>
{
    public void Configure(EntityTypeBuilder<ApiConsumer> builder)
    {
        builder.Property(c => c.Name).HasMaxLength(ApiConsumer.NameMaxLength);
        builder.Property(c => c.Contact).HasMaxLength(Reporter.EmailMaxLength);
        builder.Property(c => c.KeyHash).HasMaxLength(64);
        builder.Property(c => c.Tier).HasMaxLength(ApiConsumer.TierMaxLength);
        builder.HasIndex(c => c.KeyHash).IsUnique();
        builder.HasIndex(c => c.Name).IsUnique();
    }
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.Property(m => m.UserName).HasMaxLength(StaffMember.UserNameMaxLength);
        builder.Property(m => m.DisplayName).HasMaxLength(RequestEvent.ActorMaxLength);
        builder.Property(m => m.SecurityStamp).HasMaxLength(64);
        builder.HasIndex(m => m.UserName).IsUnique();
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.Cascade);
        // What has ended by itself is cleared away at the next sign-in.
        builder.HasIndex(s => s.ExpiresAt);
    }
}
