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
        var columns = new Dictionary<(string? Schema, string Table, string Column), SealedColumn>();
        foreach (var entityType in model.GetEntityTypes())
        {
            if (EncryptedModel.Of(model).Find(entityType) is not { } entity)
                continue;
            foreach (var property in entity.Properties)
            {
                // Types of one hierarchy share a table, and its columns.
                foreach (var mapping in property.Shadow.GetTableColumnMappings())
                    columns.TryAdd((mapping.TableMapping.Table.Schema, mapping.TableMapping.Table.Name, mapping.Column.Name), ColumnOf(entity, property, mapping));
            }
        }
        return [.. columns.Values];
    }

    private static SealedColumn ColumnOf(EncryptedEntity entity, EncryptedProperty property, IColumnMapping mapping)
    {
        var table = mapping.TableMapping.Table;
        return new SealedColumn
        {
            Schema = table.Schema,
            Table = table.Name,
            Column = mapping.Column.Name,
            PrimaryKey = [.. (table.PrimaryKey ?? throw new InvalidOperationException($"{property.DisplayName} lies in {table.Name}, which has no primary key.")).Columns.Select(static column => column.Name)],
            RowKeyColumns = [.. entity.Row.Select(row => NameIn(table, row, property))],
            RowKey = new StoredRowKey(entity.Row).Read,
            Purpose = property.Purpose,
            HasSubjects = property.SubjectProperty is not null,
            BoundTable = property.BoundTable,
            BoundColumn = property.BoundColumn,
            Indexes = [.. property.Indexes.Select(index => new SealedColumnIndex(index.Index, NameIn(table, index.Shadow, property)))],
        };
    }

    private static string NameIn(ITable table, IProperty other, EncryptedProperty property) =>
        other.GetTableColumnMappings().FirstOrDefault(mapping => mapping.TableMapping.Table == table)?.Column.Name
        ?? throw new InvalidOperationException($"{property.DisplayName} lies in the table {table.Name}, and {other.Name} in another: they cannot be re-encrypted together.");
}
