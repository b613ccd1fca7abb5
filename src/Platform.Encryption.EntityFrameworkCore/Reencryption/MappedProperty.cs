using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>An encrypted property in one of the tables that it lies in.</summary>
internal sealed class MappedProperty
{
    public MappedProperty(EncryptedEntity entity, EncryptedProperty property, IColumnMapping mapping)
    {
        (Entity, Property, Table, Column) = (entity, property, mapping.TableMapping.Table, mapping.Column.Name);
        PrimaryKey = [.. (Table.PrimaryKey ?? throw new InvalidOperationException($"{property.DisplayName} lies in {Table.Name}, which has no primary key.")).Columns.Select(static column => column.Name)];
        RowColumns = [.. entity.Row.Select(NameOf)];
        Indexes = [.. property.Indexes.Select(index => new SealedColumnIndex(index.Index, NameOf(index.Shadow)))];
    }

    public EncryptedEntity Entity { get; }

    public EncryptedProperty Property { get; }

    public ITable Table { get; }

    public string Column { get; }

    public IReadOnlyList<string> PrimaryKey { get; }

    public IReadOnlyList<string> RowColumns { get; }

    public IReadOnlyList<SealedColumnIndex> Indexes { get; }

    public bool IsBoundAs(MappedProperty other) =>
        Property.BoundTable == other.Property.BoundTable && Property.BoundColumn == other.Property.BoundColumn && RowColumns.SequenceEqual(other.RowColumns);

    private string NameOf(IProperty other) => other.GetTableColumnMappings().FirstOrDefault(mapping => mapping.TableMapping.Table == Table)?.Column.Name
        ?? throw new InvalidOperationException($"{Property.DisplayName} lies in the table {Table.Name}, and {other.Name} in another: they cannot be re-encrypted together.");
}
