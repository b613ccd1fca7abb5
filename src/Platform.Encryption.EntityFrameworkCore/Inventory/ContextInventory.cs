using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Inventory;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>The columns of a context: those that are sealed, and those that are marked as personal data and are not.</summary>
internal static class ContextInventory
{
    /// <summary>Takes stock of the database that a context is connected to.</summary>
    /// <param name="context">The context.</param>
    /// <param name="prefix">What stands before the names of its sealed columns.</param>
    /// <param name="open">Opens a connection to the same database.</param>
    /// <param name="keys">Says what became of keys.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(
        DbContext context, string prefix, Func<CancellationToken, ValueTask<LentConnection>> open, InventoryKeys keys, CancellationToken cancellationToken)
    {
        ContextTargets.CheckProvider(context.Database.ProviderName, context.GetType());
        var (model, properties) = (context.Model, EncryptedModel.Of(context.Model).Properties);
        var places = new List<InventoryPlace>();
        foreach (var column in model.GetSealedColumns())
        {
            var mapped = properties.Where(property => property.Purpose == column.Purpose && LiesIn(property.Shadow, column)).ToList();
            var source = new SealedColumnSource(open, column, PlaceOf(column, mapped, prefix));
            places.AddRange(await source.TakeAsync(keys, cancellationToken).ConfigureAwait(false));
        }
        foreach (var entityType in model.GetEntityTypes())
            AddMarked(entityType, NameOf(entityType), [], places);
        return places;
    }

    private static InventoryPlace PlaceOf(SealedColumn column, List<EncryptedProperty> properties, string prefix) => new()
    {
        Name = prefix + column.Name,
        Property = string.Join(", ", properties.Select(static property => property.DisplayName)),
        IsEncrypted = true,
        PersonalData = properties.Select(static property => PersonalDataMark.Of(property.Members)).FirstOrDefault(static mark => mark is not null),
        State = properties.Select(static property => property.State).DefaultIfEmpty().Max().ToString(),
    };

    private static bool LiesIn(IProperty shadow, SealedColumn column) => shadow.GetTableColumnMappings()
        .Any(mapping => mapping.TableMapping.Table.Name == column.Table && mapping.TableMapping.Table.Schema == column.Schema && mapping.Column.Name == column.Column);

    private static void AddMarked(ITypeBase type, string table, IReadOnlyList<MemberInfo?> path, List<InventoryPlace> places)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            IReadOnlyList<MemberInfo?> members = [.. path, property.PropertyInfo ?? (MemberInfo?)property.FieldInfo];
            if (PersonalDataMark.Of(members) is { } mark)
            {
                places.Add(new InventoryPlace
                {
                    Name = $"{table}.{property.GetTableColumnMappings().FirstOrDefault()?.Column.Name ?? property.Name}",
                    Property = $"{type.ContainingEntityType.ClrType.Name}.{string.Join('.', members.Select(static member => member?.Name))}",
                    IsEncrypted = false,
                    PersonalData = mark,
                });
            }
        }
        foreach (var complex in type.GetDeclaredComplexProperties())
            AddMarked(complex.ComplexType, table, [.. path, complex.PropertyInfo ?? (MemberInfo?)complex.FieldInfo], places);
    }

    private static string NameOf(IEntityType entityType) =>
        entityType.GetTableName() is { } table ? $"{(entityType.GetSchema() is { } schema ? $"{schema}." : "")}{table}"
        : entityType.FindOwnership() is { } ownership ? $"{NameOf(ownership.PrincipalEntityType)}.{ownership.PrincipalToDependent?.Name}"
        : entityType.ClrType.Name;
}
