using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Platform.Encryption.EntityFrameworkCore.Reading;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>Runs the queries of a context: has the keys in hand before the first row is read, and asks for encrypted properties through their indexes.</summary>
#pragma warning disable EF1001 // What runs a query is the one place that sees which rows come back, and EF Core has no public one. These members have been the same since version 3.
internal sealed class EncryptedQueryProvider(IQueryCompiler compiler, EncryptionSession session) : EntityQueryProvider(compiler)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly MethodInfo EnumerateMethod = typeof(EncryptedQueryProvider).GetMethod(nameof(Enumerate), Own)!;
    private static readonly MethodInfo EnumerateAsyncMethod = typeof(EncryptedQueryProvider).GetMethod(nameof(EnumerateAsync), Own)!;
    private static readonly MethodInfo ScalarAsyncMethod = typeof(EncryptedQueryProvider).GetMethod(nameof(ScalarAsync), Own)!;
    private static readonly MethodInfo RowsMethod = typeof(EncryptedQueryProvider).GetMethod(nameof(Rows), Own)!;
    private static readonly MethodInfo RowsAsyncMethod = typeof(EncryptedQueryProvider).GetMethod(nameof(RowsAsync), Own)!;

    /// <summary>Where rows have keys of their own they are read by the page, so that the keys of a page are fetched at once.</summary>
    private int RowsPerPage => session.Model.NeedsPages ? 256 : 1;

    public override TResult Execute<TResult>(Expression expression)
    {
        if (session.Model.Properties.Count == 0)
            return base.Execute<TResult>(expression);
        if (typeof(TResult).IsGenericType && typeof(TResult).GetGenericTypeDefinition() == typeof(IEnumerable<>))
            return (TResult)Invoke(EnumerateMethod, typeof(TResult).GetGenericArguments()[0], expression);

        var (plan, query) = PlanNow(expression);
        if (plan is not null)
            return PlannedAnswer.Of<TResult>(plan, [.. Passing(plan)]);
        TResult result;
        var page = new OpeningPage();
        var outer = session.Enter(page);
        try
        {
            result = base.Execute<TResult>(query);
        }
        catch
        {
            session.Forget(page);
            throw;
        }
        finally
        {
            session.Enter(outer);
        }
        OpenNow(page);
        return result;
    }

    public override TResult ExecuteAsync<TResult>(Expression expression, CancellationToken cancellationToken = default)
    {
        if (session.Model.Properties.Count == 0)
            return base.ExecuteAsync<TResult>(expression, cancellationToken);
        var method = typeof(TResult).GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? EnumerateAsyncMethod : ScalarAsyncMethod;
        return (TResult)Invoke(method, typeof(TResult).GetGenericArguments()[0], expression, cancellationToken);
    }

    private async IAsyncEnumerable<T> EnumerateAsync<T>(Expression expression, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await session.BeginAsync(cancellationToken).ConfigureAwait(false);
        var (plan, query) = await new QueryPlanner(session).PlanAsync(expression, cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            await foreach (var row in ReadAsync<T>(query, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
                yield return row;
        }
        else if (plan.Rest.Count == 0)
        {
            await foreach (var row in PassingAsync(plan, cancellationToken).ConfigureAwait(false))
                yield return (T)row!;
        }
        else
        {
            foreach (var row in PlannedAnswer.SequenceOf<T>(plan, await ListAsync(plan, cancellationToken).ConfigureAwait(false)))
                yield return row;
        }
    }

    private async Task<T> ScalarAsync<T>(Expression expression, CancellationToken cancellationToken)
    {
        await session.BeginAsync(cancellationToken).ConfigureAwait(false);
        var (plan, query) = await new QueryPlanner(session).PlanAsync(expression, cancellationToken).ConfigureAwait(false);
        if (plan is not null)
            return PlannedAnswer.Of<T>(plan, await ListAsync(plan, cancellationToken).ConfigureAwait(false));
        T result;
        var page = new OpeningPage();
        var outer = session.Enter(page);
        try
        {
            result = await base.ExecuteAsync<Task<T>>(query, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            session.Forget(page);
            throw;
        }
        finally
        {
            session.Enter(outer);
        }
        await session.OpenAsync(page, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private IEnumerable<T> Enumerate<T>(Expression expression)
    {
        var (plan, query) = PlanNow(expression);
        return plan is null ? Read<T>(query)
            : plan.Rest.Count == 0 ? Passing(plan).Select(static row => (T)row!)
            : PlannedAnswer.SequenceOf<T>(plan, [.. Passing(plan)]);
    }

    private async IAsyncEnumerable<object?> PassingAsync(QueryPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var misses = 0;
        var rows = (IAsyncEnumerable<object>)Invoke(RowsAsyncMethod, plan.RowType, plan.Server, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (plan.Passes(row))
                yield return plan.Select(row);
            else if (++misses > QueryPlan.MostMisses)
                throw Refusal.TooMany(plan.Property, QueryPlan.MostMisses);
        }
    }

    private IEnumerable<object?> Passing(QueryPlan plan)
    {
        var misses = 0;
        foreach (var row in (IEnumerable<object>)Invoke(RowsMethod, plan.RowType, plan.Server))
        {
            if (plan.Passes(row))
                yield return plan.Select(row);
            else if (++misses > QueryPlan.MostMisses)
                throw Refusal.TooMany(plan.Property, QueryPlan.MostMisses);
        }
    }

    private async Task<List<object?>> ListAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        var values = new List<object?>();
        await foreach (var value in PassingAsync(plan, cancellationToken).ConfigureAwait(false))
            values.Add(value);
        return values;
    }

    private IAsyncEnumerable<object> RowsAsync<T>(Expression server, CancellationToken cancellationToken)
        where T : class => ReadAsync<T>(server, cancellationToken);

    private IEnumerable<object> Rows<T>(Expression server)
        where T : class => Read<T>(server);

    private IAsyncEnumerable<T> ReadAsync<T>(Expression query, CancellationToken cancellationToken) =>
        ByPageAsync(base.ExecuteAsync<IAsyncEnumerable<T>>(query, cancellationToken), cancellationToken);

    private IEnumerable<T> Read<T>(Expression query) => ByPage(base.Execute<IEnumerable<T>>(query));

    private async IAsyncEnumerable<T> ByPageAsync<T>(IAsyncEnumerable<T> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (page, opening) = (new List<T>(), new OpeningPage());
        var reader = rows.GetAsyncEnumerator(cancellationToken);
        await using var disposing = reader.ConfigureAwait(false);
        for (var more = true; more;)
        {
            page.Clear();
            var outer = session.Enter(opening);
            try
            {
                while (page.Count < RowsPerPage && (more = await reader.MoveNextAsync().ConfigureAwait(false)))
                    page.Add(reader.Current);
            }
            catch
            {
                session.Forget(opening);
                throw;
            }
            finally
            {
                session.Enter(outer);
            }
            await session.OpenAsync(opening, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
                yield return row;
        }
    }

    private IEnumerable<T> ByPage<T>(IEnumerable<T> rows)
    {
        var (page, opening) = (new List<T>(), new OpeningPage());
        using var reader = rows.GetEnumerator();
        for (var more = true; more;)
        {
            page.Clear();
            var outer = session.Enter(opening);
            try
            {
                while (page.Count < RowsPerPage && (more = reader.MoveNext()))
                    page.Add(reader.Current);
            }
            catch
            {
                session.Forget(opening);
                throw;
            }
            finally
            {
                session.Enter(outer);
            }
            OpenNow(opening);
            foreach (var row in page)
                yield return row;
        }
    }

    /// <summary>Who asks synchronously waits for the database, and for a key too where it is not in memory.</summary>
    private (QueryPlan? Plan, Expression Query) PlanNow(Expression expression)
    {
        session.BeginAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return new QueryPlanner(session).PlanAsync(expression, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private void OpenNow(OpeningPage page)
    {
        var opening = session.OpenAsync(page, CancellationToken.None);
        if (!opening.IsCompletedSuccessfully)
            opening.AsTask().GetAwaiter().GetResult();
    }

    private object Invoke(MethodInfo method, Type type, params object[] arguments) =>
        method.MakeGenericMethod(type).Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
}
#pragma warning restore EF1001
