using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Says in a model what is encrypted.</summary>
public static class PlatformEncryptionEntityTypeBuilderExtensions
{
    /// <summary>Encrypts a property: the class keeps its text, the table gets a column of sealed values in its place.</summary>
    /// <typeparam name="TEntity">The entity.</typeparam>
    /// <param name="builder">The builder of the entity.</param>
    /// <param name="property">The property, of the entity or of one of its complex properties: <c>r => r.Reporter.Email</c>.</param>
    /// <param name="purpose">The purpose whose key seals it, such as "residents".</param>
    /// <returns>Says more.</returns>
    /// <exception cref="ArgumentException">It is no property.</exception>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public static EncryptedPropertyBuilder Encrypt<TEntity>(this EntityTypeBuilder<TEntity> builder, Expression<Func<TEntity, string?>> property, string purpose)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(property);
        _ = KeyScope.ForPurpose("-", purpose);
        return new EncryptedPropertyBuilder(builder, PathOf(property.Body, property.Parameters[0]), purpose);
    }

    /// <summary>Names the properties that sealed values are bound to instead of the primary key: where the database makes that, it is not known when a row is sealed.</summary>
    /// <typeparam name="TEntity">The entity.</typeparam>
    /// <param name="builder">The builder of the entity.</param>
    /// <param name="properties">Properties that the program sets, that do not change, and that together are unique.</param>
    /// <returns>The builder.</returns>
    public static EntityTypeBuilder<TEntity> BindEncryptionTo<TEntity>(this EntityTypeBuilder<TEntity> builder, params string[] properties)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(properties);
        if (properties.Length == 0)
            throw new ArgumentException("A row is named by at least one property.", nameof(properties));
        builder.Metadata.SetAnnotation(Annotations.Row, string.Join(',', properties));
        return builder;
    }

    private static string PathOf(Expression body, ParameterExpression parameter)
    {
        var names = new Stack<string>();
        var current = body;
        while (current is MemberExpression { Member: System.Reflection.PropertyInfo member, Expression: { } from })
        {
            names.Push(member.Name);
            current = from;
        }
        return names.Count > 0 && current == parameter ? string.Join('.', names) : throw new ArgumentException($"{body} is no property of the entity.", nameof(body));
    }
}
