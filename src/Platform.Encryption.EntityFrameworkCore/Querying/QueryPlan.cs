using System.Linq.Expressions;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>What the database is asked, and what is done with its answer.</summary>
/// <param name="Server">The query for the database.</param>
/// <param name="Checks">What each row must have.</param>
/// <param name="RowType">The type of its rows.</param>
/// <param name="EntityOf">The entity of a row, or <see langword="null"/> if the row is the entity.</param>
/// <param name="ValueOf">What is selected of a row, or <see langword="null"/> if that is the row.</param>
/// <param name="ValueType">The type of what is selected.</param>
/// <param name="Rest">What follows: calls whose first argument is what came before.</param>
/// <param name="Property">The encrypted property that is filtered by.</param>
internal sealed record QueryPlan(
    Expression Server, IReadOnlyList<Check> Checks, Type RowType, Func<object, object>? EntityOf, Func<object, object?>? ValueOf, Type ValueType, IReadOnlyList<MethodCallExpression> Rest, EncryptedProperty Property)
{
    /// <summary>How many rows may be found in vain before that is an error.</summary>
    public const int MostMisses = 10_000;

    /// <summary>What is selected of a row.</summary>
    public object? Select(object row) => ValueOf is null ? row : ValueOf(row);

    /// <summary>Whether a row is what was searched for.</summary>
    public bool Passes(object row)
    {
        var entity = EntityOf is null ? row : EntityOf(row);
        foreach (var check in Checks)
        {
            if (!check(entity))
                return false;
        }
        return true;
    }
}
