using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>Finds the columns of a model's encrypted properties, with their indexes.</summary>
internal static class SealedColumns
{
    public static IReadOnlyList<SealedColumn> Of(IModel model)
    {
        var mapped = new List<MappedProperty>();
        foreach (var entityType in model.GetEntityTypes())
        {
            if (EncryptedModel.Of(model).Find(entityType) is not { } entity)
                continue;
            foreach (var property in entity.Properties.Where(static property => !property.IsReencryptedElsewhere))
            {
                var mappings = property.Shadow.GetTableColumnMappings().ToList();
                if (mappings.Count == 0 && !entityType.ClrType.IsAbstract)
                    throw new InvalidOperationException($"{property.DisplayName} lies in no table of this model, so nobody can seal it anew. If another target does, say {nameof(EncryptedPropertyBuilder.ReencryptedElsewhere)}.");
                mapped.AddRange(mappings.Select(mapping => new MappedProperty(entity, property, mapping)));
            }
        }
        return [.. mapped.GroupBy(static each => (each.Table.Schema, each.Table.Name, each.Column)).SelectMany(static column => ColumnsOf([.. column]))];
    }

    /// <summary>Types of one hierarchy share a table, and its columns; each may have other keys and other indexes, but what values are bound to has to be told from the row.</summary>
    private static IEnumerable<SealedColumn> ColumnsOf(IReadOnlyList<MappedProperty> properties)
    {
        var first = properties[0];
        if (properties.FirstOrDefault(each => !each.IsBoundAs(first)) is { } other)
            throw new InvalidOperationException($"{first.Property.DisplayName} and {other.Property.DisplayName} share the column {first.Column}, and their values are bound to different things: nobody can tell of a row which. Give one of them a column of its own.");
        var keys = properties.GroupBy(static each => (each.Property.Purpose, HasSubjects: each.Property.SubjectProperty is not null)).ToList();
        return keys.Select(group => ColumnOf(first, group.Key.Purpose, group.Key.HasSubjects, [.. group], isOnly: keys.Count == 1));
    }

    private static SealedColumn ColumnOf(MappedProperty first, string purpose, bool hasSubjects, IReadOnlyList<MappedProperty> properties, bool isOnly)
    {
        var name = $"{(first.Table.Schema is { } schema ? $"{schema}." : "")}{first.Table.Name}.{first.Column}";
        return new SealedColumn
        {
            Name = isOnly ? name : $"{name} ({purpose}{(hasSubjects ? " of subjects" : "")})",
            Schema = first.Table.Schema,
            Table = first.Table.Name,
            Column = first.Column,
            PrimaryKey = first.PrimaryKey,
            RowKeyColumns = first.RowColumns,
            RowKey = new StoredRowKey(first.Entity.Row).Read,
            Purpose = purpose,
            HasSubjects = hasSubjects,
            BoundTable = first.Property.BoundTable,
            BoundColumn = first.Property.BoundColumn,
            Indexes = [.. properties.SelectMany(static each => each.Indexes).GroupBy(static index => index.Column, StringComparer.Ordinal).Select(IndexOf)],
        };
    }

    private static SealedColumnIndex IndexOf(IGrouping<string, SealedColumnIndex> column)
    {
        var first = column.First();
        return column.All(each => IndexText.Of(each.Index) == IndexText.Of(first.Index))
            ? first
            : throw new InvalidOperationException($"The column {column.Key} has values of two blind indexes, {first.Index} and {column.First(each => IndexText.Of(each.Index) != IndexText.Of(first.Index)).Index}. Give each a column of its own.");
    }
}
