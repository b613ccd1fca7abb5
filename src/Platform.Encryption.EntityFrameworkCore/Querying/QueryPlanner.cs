using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>
/// Takes a query apart, call by call from its source on: filters by encrypted properties become filters by index values and checks; what is selected is opened; and what
/// depends on how many rows there are is left for after the checks.
/// </summary>
/// <param name="session">The keys.</param>
internal sealed class QueryPlanner(EncryptionSession session)
{
    /// <summary>What cuts or counts rows, and is done after the checks.</summary>
    private static readonly string[] AfterChecks =
    [
        nameof(Queryable.Skip), nameof(Queryable.Take), nameof(Queryable.First), nameof(Queryable.FirstOrDefault), nameof(Queryable.Single), nameof(Queryable.SingleOrDefault),
        nameof(Queryable.Last), nameof(Queryable.LastOrDefault), nameof(Queryable.ElementAt), nameof(Queryable.ElementAtOrDefault), nameof(Queryable.Any), nameof(Queryable.Count), nameof(Queryable.LongCount),
    ];

    /// <summary>What orders rows, and may be done by the database before the checks.</summary>
    private static readonly string[] Orders =
        [nameof(Queryable.OrderBy), nameof(Queryable.OrderByDescending), nameof(Queryable.ThenBy), nameof(Queryable.ThenByDescending)];

    /// <summary>Plans a query, or gives it back with what it selects rewritten where nothing is to be checked.</summary>
    /// <returns>The plan, or the query.</returns>
    public async ValueTask<(QueryPlan? Plan, Expression Query)> PlanAsync(Expression query, CancellationToken cancellationToken)
    {
        if (PredicateRewriter.FindIn(query, session.Model) is not { } property)
            return (null, query);
        var calls = new Stack<MethodCallExpression>();
        var source = query;
        while (source is MethodCallExpression { Arguments: [var first, ..] } call && typeof(IQueryable).IsAssignableFrom(first.Type))
        {
            calls.Push(call);
            source = first;
        }
        if (source is not EntityQueryRootExpression root)
            throw Refusal.Untranslatable(property, source.NodeType.ToString());

        var server = source;
        var checks = new List<Check>();
        var rest = new List<MethodCallExpression>();
        LambdaExpression? selector = null;
        EncryptedProperty? searched = null;
        EncryptedProperty? opened = null;
        foreach (var original in calls)
        {
            var call = original;
            var lambda = call.Arguments.Count > 1 && call.Arguments[1] is UnaryExpression { NodeType: ExpressionType.Quote, Operand: LambdaExpression quoted } ? quoted : null;
            if (lambda is { Parameters.Count: 1 } && call.Arguments.Count == 2 && call.Method.DeclaringType == typeof(Queryable) && (call.Method.Name == nameof(Queryable.Where) || AfterChecks.Contains(call.Method.Name)))
            {
                var hasEncrypted = PredicateRewriter.FindIn(lambda.Body, session.Model);
                if (rest.Count > 0 || selector is not null)
                {
                    if (hasEncrypted is not null || checks.Count > 0)
                        throw Refusal.After(searched ?? hasEncrypted!, call.Method.Name);
                    server = Apply(call, server);
                    continue;
                }
                if (hasEncrypted is not null || checks.Count > 0)
                {
                    (server, var more) = await FilterAsync(server, lambda, root.EntityType.Model.FindEntityType(lambda.Parameters[0].Type) ?? root.EntityType, cancellationToken).ConfigureAwait(false);
                    checks.AddRange(more);
                    searched ??= hasEncrypted;
                    if (call.Method.Name == nameof(Queryable.Where))
                        continue;
                    call = WithoutPredicate(call, server);
                    lambda = null;
                }
            }

            var inLambda = lambda is null ? null : PredicateRewriter.FindIn(lambda.Body, session.Model);
            if (call.Method.Name == nameof(Queryable.Select) && call.Method.DeclaringType == typeof(Queryable) && lambda is { Parameters.Count: 1 } && (inLambda is not null || checks.Count > 0))
            {
                var body = new ProjectionRewriter(session).Visit(lambda.Body);
                if (checks.Count == 0)
                {
                    server = Select(server, Expression.Lambda(body, lambda.Parameters));
                    opened ??= inLambda;
                    continue;
                }
                if (selector is not null || rest.Any(static each => !IsCut(each)))
                    throw Refusal.After(searched!, call.Method.Name);
                selector = Expression.Lambda(body, lambda.Parameters);
                continue;
            }
            if (inLambda is not null)
                throw Refusal.Untranslatable(inLambda, call.Method.Name);
            if (checks.Count == 0)
            {
                // What is selected is opened by the program: the database can only count and cut it.
                if (opened is not null && (lambda is not null || !(IsPassedOn(call) || AfterChecks.Contains(call.Method.Name))))
                    throw Refusal.Untranslatable(opened, call.Method.Name);
                server = Apply(call, server);
                continue;
            }
            if (call.Method.DeclaringType == typeof(Queryable) && AfterChecks.Contains(call.Method.Name) && lambda is null)
                rest.Add(call);
            else if (IsPassedOn(call) || (call.Method.DeclaringType == typeof(Queryable) && Orders.Contains(call.Method.Name) && rest.Count == 0 && selector is null))
                server = Apply(call, server);
            else
                throw IsBulk(call) ? Refusal.Bulk(searched!, call.Method.Name) : Refusal.After(searched!, call.Method.Name);
        }

        if (checks.Count == 0)
            return (null, server);
        var element = ElementOf(server.Type);
        if (selector is null)
            return (new QueryPlan(server, checks, element, EntityOf: null, ValueOf: null, element, rest, searched!), query);
        var entity = selector.Parameters[0];
        var pair = typeof(Checked<,>).MakeGenericType(entity.Type, selector.ReturnType);
        server = Select(server, Expression.Lambda(Expression.New(pair.GetConstructors()[0], entity, selector.Body), entity));
        var (entityOf, valueOf) = (pair.GetProperty(nameof(Checked<,>.Entity))!, pair.GetProperty(nameof(Checked<,>.Value))!);
        return (new QueryPlan(server, checks, pair, row => entityOf.GetValue(row)!, valueOf.GetValue, selector.ReturnType, rest, searched!), query);
    }

    private async ValueTask<(Expression Server, List<Check> Checks)> FilterAsync(Expression server, LambdaExpression predicate, IEntityType entityType, CancellationToken cancellationToken)
    {
        var rewriter = new PredicateRewriter(session, entityType, predicate.Parameters[0]);
        var checks = new List<Check>();
        Expression? whole = null;
        foreach (var conjunct in ConjunctsOf(predicate.Body))
        {
            var part = conjunct;
            if (PredicateRewriter.FindIn(conjunct, session.Model) is not null)
            {
                (part, var check) = await rewriter.RewriteAsync(conjunct, cancellationToken).ConfigureAwait(false);
                checks.Add(check);
            }
            whole = whole is null ? part : Expression.AndAlso(whole, part);
        }
        var element = predicate.Parameters[0].Type;
        return (Expression.Call(typeof(Queryable), nameof(Queryable.Where), [element], server, Expression.Quote(Expression.Lambda(whole!, predicate.Parameters))), checks);
    }

    private static IEnumerable<Expression> ConjunctsOf(Expression predicate) => predicate is BinaryExpression { NodeType: ExpressionType.AndAlso } both
        ? ConjunctsOf(both.Left).Concat(ConjunctsOf(both.Right))
        : [predicate];

    private static MethodCallExpression Apply(MethodCallExpression call, Expression source) => call.Update(call.Object, [source, .. call.Arguments.Skip(1)]);

    private static MethodCallExpression Select(Expression source, LambdaExpression selector) =>
        Expression.Call(typeof(Queryable), nameof(Queryable.Select), [selector.Parameters[0].Type, selector.ReturnType], source, Expression.Quote(selector));

    /// <summary>First(p) is First() of those with p.</summary>
    private static MethodCallExpression WithoutPredicate(MethodCallExpression call, Expression source) =>
        Expression.Call(typeof(Queryable), call.Method.Name, call.Method.GetGenericArguments(), source);

    private static bool IsCut(MethodCallExpression call) => call.Method.Name is nameof(Queryable.Skip) or nameof(Queryable.Take);

    /// <summary>Include, AsNoTracking and the like: they say how rows are read, not which.</summary>
    private static bool IsPassedOn(MethodCallExpression call) =>
        call.Method.DeclaringType is { } type && (type == typeof(EntityFrameworkQueryableExtensions) || type == typeof(RelationalQueryableExtensions))
        && call.Method.Name is nameof(EntityFrameworkQueryableExtensions.Include) or nameof(EntityFrameworkQueryableExtensions.ThenInclude)
            or nameof(EntityFrameworkQueryableExtensions.AsNoTracking) or nameof(EntityFrameworkQueryableExtensions.AsNoTrackingWithIdentityResolution) or nameof(EntityFrameworkQueryableExtensions.AsTracking)
            or nameof(EntityFrameworkQueryableExtensions.TagWith) or nameof(EntityFrameworkQueryableExtensions.TagWithCallSite) or nameof(EntityFrameworkQueryableExtensions.IgnoreQueryFilters)
            or nameof(EntityFrameworkQueryableExtensions.IgnoreAutoIncludes) or nameof(RelationalQueryableExtensions.AsSplitQuery) or nameof(RelationalQueryableExtensions.AsSingleQuery);

    private static bool IsBulk(MethodCallExpression call) => call.Method.Name.StartsWith("Execute", StringComparison.Ordinal);

    private static Type ElementOf(Type queryable) => queryable.GetInterfaces().Prepend(queryable)
        .First(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IQueryable<>)).GetGenericArguments()[0];
}
