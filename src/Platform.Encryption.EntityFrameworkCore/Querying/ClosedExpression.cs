using System.Linq.Expressions;
using System.Reflection;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>An expression that depends on no row.</summary>
internal static class ClosedExpression
{
    public static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: var holder } => field.GetValue(holder is null ? null : Evaluate(holder)),
        MemberExpression { Member: PropertyInfo { GetMethod: { } getter }, Expression: var holder } => getter.Invoke(holder is null ? null : Evaluate(holder), null),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } unary when unary.Type.IsAssignableFrom(unary.Operand.Type) => Evaluate(unary.Operand),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
