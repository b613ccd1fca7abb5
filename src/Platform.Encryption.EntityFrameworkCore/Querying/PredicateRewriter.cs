using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>Turns the part of a predicate that asks for encrypted properties into one that asks for values of their indexes, and a check of what that finds.</summary>
/// <param name="session">The keys.</param>
/// <param name="entityType">The entity that is filtered.</param>
/// <param name="parameter">How the predicate names it.</param>
internal sealed class PredicateRewriter(EncryptionSession session, IEntityType entityType, ParameterExpression parameter)
{
    /// <summary>Of a long text some pieces say as much as all, and each is looked for in each row.</summary>
    private const int MostPieces = 32;

    private static readonly MethodInfo PropertyMethod = typeof(EF).GetMethod(nameof(EF.Property))!;
    private static readonly MethodInfo ContainsMethod = new Func<IEnumerable<byte[]>, byte[], bool>(Enumerable.Contains).Method;

    /// <summary>The property that was met first, for messages.</summary>
    public EncryptedProperty? Property { get; private set; }

    /// <summary>Whether an expression asks for an encrypted property anywhere.</summary>
    public static EncryptedProperty? FindIn(Expression expression, EncryptedModel model)
    {
        var finder = new Finder(model);
        finder.Visit(expression);
        return finder.Found;
    }

    /// <summary>Rewrites one conjunct that asks for an encrypted property.</summary>
    public async ValueTask<(Expression Server, Check Check)> RewriteAsync(Expression predicate, CancellationToken cancellationToken)
    {
        switch (predicate)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } binary:
                foreach (var side in (Expression[])[binary.Left, binary.Right])
                {
                    if (FindIn(side, session.Model) is null)
                        throw Refusal.Mixed(FindIn(binary, session.Model)!);
                }
                var (left, leftCheck) = await RewriteAsync(binary.Left, cancellationToken).ConfigureAwait(false);
                var (right, rightCheck) = await RewriteAsync(binary.Right, cancellationToken).ConfigureAwait(false);
                return binary.NodeType == ExpressionType.AndAlso
                    ? (Expression.AndAlso(left, right), entity => leftCheck(entity) && rightCheck(entity))
                    : (Expression.OrElse(left, right), entity => leftCheck(entity) || rightCheck(entity));
            case BinaryExpression { NodeType: ExpressionType.Equal or ExpressionType.NotEqual } comparison:
                if (AsProperty(comparison.Left) is { } property)
                    return await CompareAsync(property, comparison.Right, comparison.NodeType, predicate, cancellationToken).ConfigureAwait(false);
                if (AsProperty(comparison.Right) is { } other)
                    return await CompareAsync(other, comparison.Left, comparison.NodeType, predicate, cancellationToken).ConfigureAwait(false);
                break;
            case MethodCallExpression call:
                if (await RewriteCallAsync(call, cancellationToken).ConfigureAwait(false) is { } rewritten)
                    return rewritten;
                break;
            case UnaryExpression { NodeType: ExpressionType.Not }:
                throw Refusal.Mixed(FindIn(predicate, session.Model)!);
        }
        throw Refusal.Untranslatable(FindIn(predicate, session.Model)!, Describe(predicate));
    }

    private async ValueTask<(Expression, Check)?> RewriteCallAsync(MethodCallExpression call, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        if (call.Method.DeclaringType == typeof(PlatformEncryptionDbFunctionsExtensions))
        {
            if (AsProperty(arguments[1]) is not { } close)
                return null;
            return await WithinAsync(close, arguments[2], nameof(string.Contains), (int)ValueOf(close, arguments[3])!, cancellationToken).ConfigureAwait(false);
        }
        if (call.Method.DeclaringType == typeof(string))
        {
            var comparesAsIs = arguments.All(static argument => argument.Type != typeof(StringComparison) || argument is ConstantExpression { Value: StringComparison.Ordinal or StringComparison.CurrentCulture or StringComparison.InvariantCulture });
            if (call.Method.Name == nameof(string.StartsWith) && comparesAsIs && call.Object is not null && AsProperty(call.Object) is { } begins && arguments[0].Type == typeof(string))
                return await StartsWithAsync(begins, arguments[0], cancellationToken).ConfigureAwait(false);
            if (call.Method.Name is nameof(string.Contains) or nameof(string.EndsWith) && comparesAsIs && arguments[0].Type == typeof(string)
                && call.Object is not null && AsProperty(call.Object) is { } has)
                return await WithinAsync(has, arguments[0], call.Method.Name, maxEdits: 0, cancellationToken).ConfigureAwait(false);
            if (call.Method.Name != nameof(string.Equals) || !comparesAsIs)
                return null;
            Expression[] sides = call.Object is null ? [arguments[0], arguments[1]] : [call.Object, arguments[0]];
            return AsProperty(sides[0]) is { } equals ? await CompareAsync(equals, sides[1], ExpressionType.Equal, call, cancellationToken).ConfigureAwait(false)
                : AsProperty(sides[1]) is { } equal ? await CompareAsync(equal, sides[0], ExpressionType.Equal, call, cancellationToken).ConfigureAwait(false)
                : null;
        }
        if (call.Method.Name != nameof(Enumerable.Contains))
            return null;
        var (list, item) = call.Object is { } instance && arguments.Count == 1 ? (instance, arguments[0]) : call.Object is null && arguments.Count >= 2 ? (arguments[0], arguments[1]) : (null, null);
        return list is not null && item is not null && AsProperty(item) is { } among ? await AmongAsync(among, list, cancellationToken).ConfigureAwait(false) : null;
    }

    private async ValueTask<(Expression, Check)> CompareAsync(EncryptedProperty property, Expression other, ExpressionType comparison, Expression whole, CancellationToken cancellationToken)
    {
        var value = (string?)ValueOf(property, other);
        if (value is null)
        {
            var column = Shadow(property.Shadow, typeof(SealedText));
            var isNull = Expression.Constant(null, typeof(SealedText));

            // Not of the text: that of an erased value is null, and its column is not.
            return comparison == ExpressionType.Equal
                ? (Expression.Equal(column, isNull), static _ => true)
                : (Expression.NotEqual(column, isNull), static _ => true);
        }
        if (comparison == ExpressionType.NotEqual)
            throw Refusal.Untranslatable(property, Describe(whole));
        return await AmongAsync(property, [value], cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<(Expression, Check)> AmongAsync(EncryptedProperty property, Expression list, CancellationToken cancellationToken)
    {
        // With spans as they are in C# 14 an array is converted on its way to Contains.
        if (list is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var array] })
            list = array;
        var values = (IEnumerable?)ValueOf(property, list) ?? throw Refusal.NotAValue(property);
        var texts = values.Cast<string?>().ToList();
        return texts.Contains(null) ? throw Refusal.Mixed(property) : AmongAsync(property, texts!, cancellationToken);
    }

    private async ValueTask<(Expression, Check)> AmongAsync(EncryptedProperty property, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var index = property.EqualityIndex ?? throw Refusal.NoEqualityIndex(property);
        var candidates = new List<byte[]>();
        if (await session.TryLeaseAsync(index.Index.ScopeFor(session.Tenant), cancellationToken).ConfigureAwait(false) is { } lease)
            candidates.AddRange(texts.SelectMany(lease.Indexer(index.Index).Candidates));
        Expression server = IsAmong(index.Shadow, candidates);
        if (property.State != EncryptionState.Strict)
        {
            // Rows that are plaintext still are in no index, and are found as they are written.
            foreach (var text in texts)
                server = Expression.OrElse(server, Expression.Equal(Shadow(property.Shadow, typeof(SealedText)), Parameter(new SealedText(Encoding.UTF8.GetBytes(text)))));
        }
        var normalized = texts.Select(index.Index.Normalizer.Normalize).ToHashSet(StringComparer.Ordinal);
        return (server, entity => property.Get(entity) is { } text && normalized.Contains(index.Index.Normalizer.Normalize(text)));
    }

    private async ValueTask<(Expression, Check)> StartsWithAsync(EncryptedProperty property, Expression other, CancellationToken cancellationToken)
    {
        var searched = (string?)ValueOf(property, other) ?? throw Refusal.NotAValue(property);
        if (property.PrefixIndexFor(searched) is not { } index)
        {
            return property.PieceIndexFor(searched, maxEdits: 0) is null
                ? throw Refusal.NoPrefixIndex(property)
                : await WithinAsync(property, other, nameof(string.StartsWith), maxEdits: 0, cancellationToken).ConfigureAwait(false);
        }
        if (property.State != EncryptionState.Strict)
            throw Refusal.Moving(property);
        var candidates = await session.TryLeaseAsync(index.Index.ScopeFor(session.Tenant), cancellationToken).ConfigureAwait(false) is { } lease
            ? lease.Indexer(index.Index).Candidates(searched)
            : [];
        return (IsAmong(index.Shadow, candidates), entity => property.Get(entity) is { } text && index.Index.Matches(text, searched));
    }

    private async ValueTask<(Expression, Check)> WithinAsync(
        EncryptedProperty property, Expression other, string method, int maxEdits, CancellationToken cancellationToken)
    {
        var searched = (string?)ValueOf(property, other) ?? throw Refusal.NotAValue(property);
        var found = (maxEdits < 0 ? null : property.PieceIndexFor(searched, maxEdits)) ?? throw Refusal.NoPieceIndex(property);
        if (property.State != EncryptionState.Strict)
            throw Refusal.Moving(property);
        var index = found.Index;
        Expression? server = null;
        if (await session.TryLeaseAsync(index.ScopeFor(session.Tenant), cancellationToken).ConfigureAwait(false) is { } lease)
        {
            foreach (var pieces in lease.Indexer(index).SetCandidates(searched))
            {
                var ofKey = HasPieces(found.Shadow, [.. pieces.Take(MostPieces)], maxEdits * index.Length);
                server = server is null ? ofKey : Expression.OrElse(server, ofKey);
            }
        }
        var part = index.Normalizer.Normalize(searched);
        Func<string, bool> matches = method switch
        {
            nameof(string.StartsWith) => text => index.Normalizer.Normalize(text).StartsWith(part, StringComparison.Ordinal),
            nameof(string.EndsWith) => text => index.Normalizer.Normalize(text).EndsWith(part, StringComparison.Ordinal),
            _ => text => index.Matches(text, searched, maxEdits),
        };
        return (server ?? IsAmong(found.Shadow, []), entity => property.Get(entity) is { } text && matches(text));
    }

    /// <summary>All pieces, or all but so many. Of two pieces that share a value one may be left, so at least one is asked for.</summary>
    private Expression HasPieces(IProperty shadow, IReadOnlyList<byte[]> pieces, int lost)
    {
        var each = pieces.Select(piece => (Expression)Expression.Call(PieceTranslator.HasMethod, Shadow(shadow, typeof(byte[])), Parameter(piece)));
        if (lost == 0)
            return each.Aggregate(Expression.AndAlso);
        var had = each.Select(static has => (Expression)Expression.Condition(has, Expression.Constant(1), Expression.Constant(0))).Aggregate(Expression.Add);
        return Expression.GreaterThanOrEqual(had, Parameter(Math.Max(1, pieces.Count - lost)));
    }

    /// <summary>The encrypted property, if an expression is one of the entity that is filtered.</summary>
    private EncryptedProperty? AsProperty(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand })
            expression = operand;
        if (expression is not MemberExpression member || session.Model.Find(member, out var holder) is not { } like)
            return null;
        while (holder is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs, Operand: var converted })
            holder = converted;
        if (holder != parameter)
            throw Refusal.Untranslatable(like, Describe(expression));
        return Property = session.Model.Find(entityType, like) ?? like;
    }

    private object? ValueOf(EncryptedProperty property, Expression expression)
    {
        if (FindIn(expression, session.Model) is not null || new ParameterFinder().Has(expression))
            throw Refusal.NotAValue(property);
        return ClosedExpression.Evaluate(expression);
    }

    private MethodCallExpression IsAmong(IProperty shadow, IReadOnlyList<byte[]> candidates) =>
        Expression.Call(ContainsMethod, Parameter(candidates.ToArray()), Shadow(shadow, typeof(byte[])));

    private MethodCallExpression Shadow(IProperty shadow, Type type) => Expression.Call(PropertyMethod.MakeGenericMethod(type), parameter, Expression.Constant(shadow.Name));

    private static MemberExpression Parameter<T>(T value) => Expression.Property(Expression.Constant(new Captured<T>(value)), nameof(Captured<>.Value));

    /// <summary>What is asked, without the values in it, which may be personal.</summary>
    private static string Describe(Expression expression) => expression switch
    {
        MethodCallExpression call => call.Method.Name,
        MemberExpression member => member.ToString(),
        _ => expression.NodeType.ToString(),
    };

    private sealed class Finder(EncryptedModel model) : ExpressionVisitor
    {
        public EncryptedProperty? Found { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (model.Find(node, out _) is { } property)
                Found ??= property;
            return base.VisitMember(node);
        }
    }

    private sealed class ParameterFinder : ExpressionVisitor
    {
        private bool _has;

        public bool Has(Expression expression)
        {
            Visit(expression);
            return _has;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _has = true;
            return node;
        }
    }
}
