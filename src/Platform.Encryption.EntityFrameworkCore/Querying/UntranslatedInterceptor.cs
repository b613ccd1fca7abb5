using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>The last word before a query is compiled: an encrypted property that still stands in it is one that no index answers.</summary>
internal sealed class UntranslatedInterceptor : IQueryExpressionInterceptor
{
    /// <summary>One for all: it has no state.</summary>
    public static UntranslatedInterceptor Instance { get; } = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (eventData.Context is { } context)
            new Finder(EncryptedModel.Of(context.Model)).Visit(queryExpression);
        return queryExpression;
    }

    private sealed class Finder(EncryptedModel model) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) =>
            model.Find(node, out _) is { } property ? throw Refusal.Untranslatable(property, node.ToString()) : base.VisitMember(node);
    }
}
