using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Inventory;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>The columns of a context: those that are sealed, and those that are marked as personal data and are not.</summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="scopes">Where services come from.</param>
internal sealed class ContextInventory<TContext>(IServiceScopeFactory scopes) : IInventorySource
    where TContext : DbContext
{
    public async ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(InventoryKeys keys, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeScope = scope.ConfigureAwait(false);
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        ContextTargets.CheckProvider(context.Database.ProviderName, typeof(TContext));
        var (model, properties) = (context.Model, EncryptedModel.Of(context.Model).Properties);
        var places = new List<InventoryPlace>();
        foreach (var column in model.GetSealedColumns())
        {
            var mapped = properties.Where(property => property.Purpose == column.Purpose && LiesIn(property.Shadow, column)).ToList();
            var source = new SealedColumnSource(OpenAsync, column, PlaceOf(column, mapped));
            places.AddRange(await source.TakeAsync(keys, cancellationToken).ConfigureAwait(false));
        }
        foreach (var entityType in model.GetEntityTypes())
            AddMarked(entityType, NameOf(entityType), [], places);
        return places;
    }

    private static InventoryPlace PlaceOf(SealedColumn column, List<EncryptedProperty> properties) => new()
    {
        Name = column.Name,
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

    private ValueTask<LentConnection> OpenAsync(CancellationToken cancellationToken) =>
        ContextTargets.OpenAsync(scopes, static (services, _) => services.GetRequiredService<TContext>(), "", cancellationToken);
}
