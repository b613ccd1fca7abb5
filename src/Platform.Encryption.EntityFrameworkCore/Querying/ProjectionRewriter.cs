using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>Has what is selected opened after it was read: an encrypted property becomes a call that gets its column and the key of its row.</summary>
/// <param name="session">The keys.</param>
internal sealed class ProjectionRewriter(EncryptionSession session) : ExpressionVisitor
{
    private static readonly MethodInfo PropertyMethod = typeof(EF).GetMethod(nameof(EF.Property))!;
    private static readonly MethodInfo OpenMethod = typeof(ProjectedValues).GetMethod(nameof(ProjectedValues.Open))!;

    private readonly MemberExpression _values = Expression.Property(Expression.Constant(new Captured<ProjectedValues>(new ProjectedValues(session))), nameof(Captured<>.Value));

    protected override Expression VisitMember(MemberExpression node)
    {
        if (session.Model.Find(node, out var holder) is not { } property)
            return base.VisitMember(node);
        holder = Visit(holder);
        var row = Expression.NewArrayInit(typeof(object), EncryptedEntity.RowOf((IEntityType)property.Shadow.DeclaringType).Select(key => Column(holder, key)));
        Expression subject = property.SubjectProperty is { } whose ? Column(holder, whose) : Expression.Constant(null, typeof(object));
        var sealedText = Expression.Call(PropertyMethod.MakeGenericMethod(typeof(SealedText)), holder, Expression.Constant(property.Shadow.Name));
        return Expression.Call(_values, OpenMethod, Expression.Constant(property.Number), sealedText, row, subject);
    }

    private static UnaryExpression Column(Expression holder, IProperty property) =>
        Expression.Convert(Expression.Call(PropertyMethod.MakeGenericMethod(property.ClrType), holder, Expression.Constant(property.Name)), typeof(object));
}
