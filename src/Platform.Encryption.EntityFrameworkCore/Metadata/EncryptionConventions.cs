using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>Reads the attributes when an entity type is added, and checks everything when the model is complete.</summary>
internal sealed class EncryptionConventions : IConventionSetPlugin, IEntityTypeAddedConvention, IModelFinalizingConvention
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.EntityTypeAddedConventions.Add(this);
        conventionSet.ModelFinalizingConventions.Add(this);
        return conventionSet;
    }

    public void ProcessEntityTypeAdded(IConventionEntityTypeBuilder entityTypeBuilder, IConventionContext<IConventionEntityTypeBuilder> context)
    {
        var entityType = entityTypeBuilder.Metadata;
        var marked = entityType.ClrType.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(static property => (property.Name, property.GetCustomAttribute<EncryptedAttribute>(), property.GetCustomAttributes<BlindIndexedAttribute>())).ToList();
        foreach (var (name, encrypted, indexes) in marked)
        {
            if (encrypted is null)
            {
                if (indexes.Any())
                    throw new InvalidOperationException($"{entityType.ClrType.Name}.{name} has a blind index and is not encrypted.");
                continue;
            }
#pragma warning disable EF1001 // The one way to the same builder that a program uses, from inside a convention.
            var builder = new EncryptedPropertyBuilder(new EntityTypeBuilder((IMutableEntityType)entityType), name, encrypted.Purpose).During(encrypted.State);
#pragma warning restore EF1001
            if (encrypted.Subject is { } subject)
                builder.ForSubject(subject);
            foreach (var index in indexes)
            {
                var (normalizer, plan) = (TextNormalizer.FromName(index.Normalizer), IndexPlan.For(index.Rows, index.DistinctValues));
                _ = (index.PrefixLength, index.NGramLength) switch
                {
                    (0, 0) => builder.WithEqualityIndex(normalizer, plan),
                    (var length, 0) => builder.WithPrefixIndex(normalizer, plan, length),
                    (0, var length) => builder.WithNGramIndex(normalizer, plan, length),
                    _ => throw new InvalidOperationException($"{entityType.ClrType.Name}.{name} has one blind index of beginnings and of pieces: make it two."),
                };
            }
        }
    }

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            foreach (var shadow in entityType.GetDeclaredProperties().Where(static property => property.FindAnnotation(Annotations.Of) is not null))
                Complete(entityType, shadow);
        }
    }

    private static void Complete(IConventionEntityType entityType, IConventionProperty shadow)
    {
        var name = $"{entityType.ClrType.Name}.{shadow.FindAnnotation(Annotations.Of)!.Value}";
        if (entityType.IsOwned())
            throw new InvalidOperationException($"{name} is of an owned type. Make it a complex property of its owner, and encrypt it there.");
        if (entityType.FindPrimaryKey() is not { } primaryKey)
            throw new InvalidOperationException($"{name} cannot be bound to its row: {entityType.ClrType.Name} has no key.");
        if (entityType.GetSeedData().Any())
            throw new InvalidOperationException($"{name} is encrypted, and {entityType.ClrType.Name} has seed data (HasData), which would stand in the migrations in plaintext. Insert it when the program starts.");
        if (shadow.FindAnnotation(Annotations.Subject)?.Value is string subject && (entityType.FindProperty(subject) is not { } whose || whose.IsShadowProperty()))
            throw new InvalidOperationException($"{name} has its subject in {subject}, which is no mapped property of the class.");
        CheckRow(entityType, primaryKey, name);

        // As it is named now: a rename must say what values are bound to.
        if (shadow.FindAnnotation(Annotations.BoundTable) is null)
        {
            shadow.SetAnnotation(Annotations.BoundTable, entityType.GetTableName() ?? entityType.GetViewName() ?? entityType.ClrType.Name);
            shadow.SetAnnotation(Annotations.BoundColumn, shadow.GetColumnName());
        }
    }

    private static void CheckRow(IConventionEntityType entityType, IConventionKey primaryKey, string name)
    {
        const string Advice = "Use a key that the program makes, such as a Guid, or name one with BindEncryptionTo.";
        var isNamed = entityType.FindAnnotation(Annotations.Row)?.Value is string;
        var row = isNamed
            ? ((string)entityType.FindAnnotation(Annotations.Row)!.Value!).Split(',').Select(property => (Name: property, Property: entityType.FindProperty(property))).ToList()
            : [.. primaryKey.Properties.Select(static property => (property.Name, (IConventionProperty?)property))];
        foreach (var (propertyName, property) in row)
        {
            if (property is null || property.IsShadowProperty())
                throw new InvalidOperationException($"{name} is to be bound to {propertyName}, which is no mapped property of the class. {Advice}");
            if (!RowKey.CanEncode(property.GetValueConverter()?.ProviderClrType ?? property.ClrType))
                throw new InvalidOperationException($"{name} is to be bound to {propertyName}, whose type {property.ClrType.Name} cannot name a row. {Advice}");
            if (!isNamed && property.ValueGenerated != ValueGenerated.Never && property.ClrType != typeof(Guid) && !property.IsForeignKey())
                throw new InvalidOperationException($"{name} is to be bound to {propertyName}, which the database makes: it is not known when a row is sealed. {Advice}");
        }
        if (isNamed && !IsUnique(entityType, [.. row.Select(static each => each.Property!)]))
            throw new InvalidOperationException($"{name} is to be bound to {string.Join(", ", row.Select(static each => each.Name))}, which is not unique: two rows could have each other's values. Give it a unique index.");
    }

    private static bool IsUnique(IConventionEntityType entityType, IReadOnlyList<IConventionProperty> properties) =>
        entityType.GetKeys().Any(key => key.Properties.All(properties.Contains))
        || entityType.GetIndexes().Any(index => index.IsUnique && index.Properties.All(properties.Contains));
}
