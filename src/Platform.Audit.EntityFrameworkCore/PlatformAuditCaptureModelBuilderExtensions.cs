using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Audit.EntityFrameworkCore.Capture;

namespace Platform.Audit.EntityFrameworkCore;

/// <summary>
/// Says what of a model is captured. Attributes of classes say the same: <see cref="AuditedAttribute"/>, <see cref="NotAuditedAttribute"/>, <see
/// cref="MaskedAttribute"/>, <see cref="Catalogs.PersonalAttribute"/>.
/// </summary>
public static class PlatformAuditCaptureModelBuilderExtensions
{
    /// <summary>Captures the changes of every entity that is not said to be left out.</summary>
    /// <param name="modelBuilder">The model.</param>
    /// <returns><paramref name="modelBuilder"/>, for chaining.</returns>
    public static ModelBuilder AuditEverything(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.HasAnnotation(CaptureAnnotations.Everything, true);
    }

    /// <summary>Captures the changes of an entity, and of what it owns.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="name">What it is called in targets, such as <c>request</c> in <c>request:42</c>. Default: the name of its class.</param>
    /// <returns><paramref name="entity"/>, for chaining.</returns>
    public static EntityTypeBuilder IsAudited(this EntityTypeBuilder entity, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity.HasAnnotation(CaptureAnnotations.Audited, name ?? "");
    }

    /// <summary>Does not capture the changes of an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <returns><paramref name="entity"/>, for chaining.</returns>
    public static EntityTypeBuilder IsNotAudited(this EntityTypeBuilder entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity.HasAnnotation(CaptureAnnotations.NotAudited, true);
    }

    /// <summary>Leaves a property out: no event says anything of it.</summary>
    /// <param name="property">The property.</param>
    /// <returns><paramref name="property"/>, for chaining.</returns>
    public static PropertyBuilder IsNotAudited(this PropertyBuilder property) => property.Treat(CaptureTreatment.Omitted);

    /// <summary>Says of a property that it was changed, and not from what or to what.</summary>
    /// <param name="property">The property.</param>
    /// <returns><paramref name="property"/>, for chaining.</returns>
    public static PropertyBuilder IsMaskedInAudit(this PropertyBuilder property) => property.Treat(CaptureTreatment.Masked);

    /// <summary>
    /// Has the values of a property lie beside the record, where they can be erased (<see cref="IAuditPersonalData"/>); the record has commitments in their
    /// place.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <returns><paramref name="property"/>, for chaining.</returns>
    public static PropertyBuilder IsPersonalInAudit(this PropertyBuilder property) => property.Treat(CaptureTreatment.Personal);

    /// <summary>
    /// Says that the value of a property is whom the personal properties of its entity are about: they are found, in order to be erased, by
    /// <c>name:value</c>, with the name of the entity in targets.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <param name="name">What stands before the value. Default: the name of the entity in targets.</param>
    /// <returns><paramref name="property"/>, for chaining.</returns>
    public static PropertyBuilder IsSubjectInAudit(this PropertyBuilder property, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.Metadata.SetAnnotation(CaptureAnnotations.Subject, name ?? "");
        return property;
    }

    private static PropertyBuilder Treat(this PropertyBuilder property, CaptureTreatment treatment)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.Metadata.SetAnnotation(CaptureAnnotations.Treatment, (int)treatment);
        return property;
    }
}
