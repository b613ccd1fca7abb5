using System.Collections;
using System.Linq.Expressions;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>What is left of a query when its rows are checked, done in memory.</summary>
internal static class PlannedAnswer
{
    public static T Of<T>(QueryPlan plan, IReadOnlyList<object?> values)
    {
        var (source, query) = Apply(plan, values);
        return source.Provider.Execute<T>(query);
    }

    public static IEnumerable<T> SequenceOf<T>(QueryPlan plan, IReadOnlyList<object?> values)
    {
        var (source, query) = Apply(plan, values);
        return source.Provider.CreateQuery<T>(query);
    }

    private static (IQueryable Source, Expression Query) Apply(QueryPlan plan, IReadOnlyList<object?> values)
    {
        var typed = Array.CreateInstance(plan.ValueType, values.Count);
        ((ICollection)values.ToArray()).CopyTo(typed, 0);
        var source = typed.AsQueryable();
        var query = source.Expression;
        foreach (var call in plan.Rest)
            query = Expression.Call(typeof(Queryable), call.Method.Name, [plan.ValueType], [query, .. call.Arguments.Skip(1)]);
        return (source, query);
    }
}
