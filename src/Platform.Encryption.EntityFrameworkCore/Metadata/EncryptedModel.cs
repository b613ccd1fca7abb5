using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>What is encrypted in a model. Made once for each.</summary>
internal sealed class EncryptedModel
{
    private readonly FrozenDictionary<IEntityType, EncryptedEntity> _entities;
    private readonly FrozenSet<(Module Module, int Token)> _members;

    private EncryptedModel(IModel model)
    {
        var entities = new Dictionary<IEntityType, EncryptedEntity>();
        var number = 0;
        foreach (var entityType in model.GetEntityTypes())
        {
            var properties = entityType.GetProperties().Where(static property => property.FindAnnotation(Annotations.Of) is not null)
                .Select(property => new EncryptedProperty(entityType, property, number++)).ToList();
            if (properties.Count > 0)
                entities[entityType] = new EncryptedEntity(entityType, properties);
        }
        _entities = entities.ToFrozenDictionary();
        Properties = [.. entities.Values.SelectMany(static entity => entity.Properties)];
        Purposes = [.. Properties.Where(static property => property.SubjectProperty is null).Select(static property => property.Purpose).Distinct(StringComparer.Ordinal)];
        NeedsPages = Properties.Any(static property => property.SubjectProperty is not null || property.Members.Count > 1);
        _members = Properties.Select(static property => IdentityOf(property.Members[^1])).ToFrozenSet();
    }

    /// <summary>All of them, by their numbers.</summary>
    public IReadOnlyList<EncryptedProperty> Properties { get; }

    /// <summary>The purposes whose keys many rows share.</summary>
    public IReadOnlyList<string> Purposes { get; }

    /// <summary>Whether rows have keys of their own, or properties that are set when their complex property is there: then rows are read by the page.</summary>
    public bool NeedsPages { get; }

    public static EncryptedModel Of(IModel model) => model.GetOrAddRuntimeAnnotationValue(Annotations.Model, static model => new EncryptedModel(model!), model);

    public EncryptedEntity? Find(IEntityType entityType) => _entities.GetValueOrDefault(entityType);

    /// <summary>Whether an expression is an encrypted property of something, and then of what.</summary>
    public EncryptedProperty? Find(MemberExpression member, out Expression holder)
    {
        holder = member;
        if (member.Member is not PropertyInfo || !_members.Contains(IdentityOf(member.Member)))
            return null;
        foreach (var property in Properties)
        {
            if (!Walk(property, member, out holder) || IsClosed(holder))
                continue;
            if (property.Members[0].DeclaringType!.IsAssignableFrom(holder.Type) || holder.Type.IsAssignableFrom(property.Members[0].DeclaringType))
                return property;
        }
        return null;
    }

    /// <summary>The property of an entity type and the same path.</summary>
    public EncryptedProperty? Find(IEntityType entityType, EncryptedProperty like) => Find(entityType)?.Properties.FirstOrDefault(property => property.Path == like.Path);

    /// <summary>Whether it is an object of the program, whose text a query may be given like any other.</summary>
    private static bool IsClosed(Expression holder)
    {
        Expression? current = holder;
        while (current is MemberExpression or UnaryExpression { NodeType: ExpressionType.Convert })
            current = current is MemberExpression member ? member.Expression : ((UnaryExpression)current).Operand;
        return current is null or ConstantExpression;
    }

    private static bool Walk(EncryptedProperty property, MemberExpression member, out Expression holder)
    {
        Expression current = holder = member;
        for (var i = property.Members.Count - 1; i >= 0; i--)
        {
            if (current is not MemberExpression { Expression: { } from } access || IdentityOf(access.Member) != IdentityOf(property.Members[i]))
                return false;
            current = from;
        }
        holder = current;
        return true;
    }

    /// <summary>The same property reached through a derived type is another object.</summary>
    private static (Module Module, int Token) IdentityOf(MemberInfo member) => (member.Module, member.MetadataToken);
}
