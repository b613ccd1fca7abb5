using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>Says in SQL whether a set has a piece: bytes within bytes, for which EF Core has no method.</summary>
internal sealed class PieceTranslator(ISqlExpressionFactory factory, IDatabaseProvider provider) : IMethodCallTranslatorPlugin, IMethodCallTranslator
{
    /// <summary>Stands in queries for what is translated here.</summary>
    public static MethodInfo HasMethod { get; } = new Func<byte[]?, byte[], bool>(Has).Method;

    public IEnumerable<IMethodCallTranslator> Translators => [this];

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method != HasMethod)
            return null;
        var (set, piece) = (arguments[0], factory.ApplyTypeMapping(arguments[1], arguments[0].TypeMapping));

        // POSITION(piece IN set) is a call of the function of that name, whose arguments come the other way round.
        var place = provider.Name switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => factory.Function("instr", [set, piece], nullable: true, [true, true], typeof(int)),
            "Npgsql.EntityFrameworkCore.PostgreSQL" => factory.Function("pg_catalog", "position", [set, piece], nullable: true, [true, true], typeof(int)),
            var name => throw new NotSupportedException($"Blind indexes of pieces are searched on SQLite and PostgreSQL, not with {name}."),
        };
        return factory.GreaterThan(place, factory.Constant(0));
    }

    private static bool Has(byte[]? set, byte[] piece) => throw new NotSupportedException("Only in a query.");
}
