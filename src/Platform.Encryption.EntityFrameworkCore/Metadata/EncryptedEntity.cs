using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>An entity type with encrypted properties.</summary>
internal sealed class EncryptedEntity
{
    private readonly IClrPropertyGetter[] _row;

    public EncryptedEntity(IEntityType entityType, IReadOnlyList<EncryptedProperty> properties)
    {
        EntityType = entityType;
        Properties = properties;
        Row = RowOf(entityType);
        Subjects = [.. properties.Select(static property => property.SubjectProperty).OfType<IProperty>().Distinct()];
        _row = [.. Row.Select(static property => property.GetGetter())];
    }

    public IEntityType EntityType { get; }

    public IReadOnlyList<EncryptedProperty> Properties { get; }

    /// <summary>The properties whose values name a row.</summary>
    public IReadOnlyList<IProperty> Row { get; }

    /// <summary>The properties that say whose data a row is.</summary>
    public IReadOnlyList<IProperty> Subjects { get; }

    public static IReadOnlyList<IProperty> RowOf(IEntityType entityType) => entityType.FindAnnotation(Annotations.Row)?.Value is string names
        ? [.. names.Split(',').Select(name => entityType.FindProperty(name)!)]
        : entityType.FindPrimaryKey()!.Properties;

    /// <summary>The key of the row that an entity stands for.</summary>
    public byte[] RowKeyOf(object entity)
    {
        var values = new object?[_row.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = _row[i].GetClrValueUsingContainingEntity(entity);
        return RowKey.Encode(Row, values);
    }

    /// <summary>The same from the values of <see cref="Subjects"/>.</summary>
    public static string? SubjectOf(EncryptedProperty property, EncryptedEntity entity, object?[] subjects)
    {
        for (var i = 0; i < subjects.Length; i++)
        {
            if (entity.Subjects[i] == property.SubjectProperty)
                return Convert.ToString(subjects[i], CultureInfo.InvariantCulture);
        }
        return null;
    }

    public static string? SubjectOf(EncryptedProperty property, object entity) => property.SubjectProperty is { } subject
        ? Convert.ToString(subject.GetGetter().GetClrValueUsingContainingEntity(entity), CultureInfo.InvariantCulture)
        : null;
}
