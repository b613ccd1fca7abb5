using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Platform.Audit.Catalogs;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>What is known of a property before anything is saved: its names in events, how its values are compared and written.</summary>
internal sealed class PropertyPlan
{
    private const int MaxPathLength = 120;

    private readonly ValueComparer _comparer;
    private readonly ValueConverter? _converter;

    private PropertyPlan(IProperty property, string path, CaptureTreatment treatment)
    {
        if (path.Length > MaxPathLength)
            throw new InvalidOperationException($"The path {path} is too long for an audit event: {MaxPathLength} characters at most. Leave the property out with [NotAudited].");
        (Property, Path, Before, After, Treatment) = (property, path, "before." + path, "after." + path, treatment);
        _comparer = property.GetValueComparer();
        _converter = property.ClrType.IsEnum || Nullable.GetUnderlyingType(property.ClrType)?.IsEnum == true ? null : property.GetValueConverter();
    }

    public IProperty Property { get; }

    public string Path { get; }

    public string Before { get; }

    public string After { get; }

    public CaptureTreatment Treatment { get; }

    /// <returns><see langword="null"/> where no event says anything of it.</returns>
    public static PropertyPlan? Of(IProperty property, string prefix)
    {
        var isVersion = property is { IsConcurrencyToken: true, ValueGenerated: ValueGenerated.OnAddOrUpdate };
        if (isVersion || property.FindAnnotation(CaptureAnnotations.IndexOf) is not null || TreatmentOf(property) is var treatment && treatment == CaptureTreatment.Omitted)
            return null;
        // A sealed column says that the property in it was changed. Its bytes are in the database, and need not be kept for ever.
        return property.FindAnnotation(CaptureAnnotations.SealedOf)?.Value is string of
            ? new PropertyPlan(property, of, CaptureTreatment.Masked)
            : new PropertyPlan(property, prefix + PathOf(property), treatment);
    }

    public bool AreSame(object? one, object? other) => _comparer.Equals(one, other);

    /// <summary>Whether the database may change it when the row is changed, and nobody sends anything.</summary>
    public bool IsMadeByUpdates => Property.ValueGenerated is not (ValueGenerated.Never or ValueGenerated.OnAdd);

    /// <summary>A value as an event has it: a text, a number, a truth, a time, an identifier or bytes.</summary>
    public object? Shown(object? value) => (_converter is null ? value : _converter.ConvertToProvider(value)) switch
    {
        null => null,
        Enum name => name.ToString(),
        var scalar and (string or bool or byte[] or Guid or DateTimeOffset) => scalar,
        var integer and (sbyte or byte or short or ushort or int or uint or long) => Convert.ToInt64(integer, CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } time => new DateTimeOffset(time),
        // Without an offset it is no instant, and is shown as it is written.
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable text => text.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => JsonSerializer.Serialize(list, list.GetType()),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    private static string PathOf(IProperty property)
    {
        var path = property.Name;
        for (var type = property.DeclaringType; type is IComplexType complex; type = complex.ComplexProperty.DeclaringType)
            path = $"{complex.ComplexProperty.Name}.{path}";
        return path;
    }

    private static CaptureTreatment TreatmentOf(IProperty property)
    {
        if (property.FindAnnotation(CaptureAnnotations.Treatment)?.Value is int said)
            return (CaptureTreatment)said;
        if (((MemberInfo?)property.PropertyInfo ?? property.FieldInfo) is not { } member)
            return CaptureTreatment.Shown;
        return member.IsDefined(typeof(NotAuditedAttribute)) ? CaptureTreatment.Omitted
            : member.IsDefined(typeof(PersonalAttribute)) ? CaptureTreatment.Personal
            : member.IsDefined(typeof(MaskedAttribute)) ? CaptureTreatment.Masked
            : CaptureTreatment.Shown;
    }
}
