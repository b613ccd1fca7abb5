using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Reading;

/// <summary>Makes an entity as it was made before, and opens its encrypted properties from the columns of the same row.</summary>
/// <param name="inner">How it was made before.</param>
/// <param name="entity">What is encrypted.</param>
internal sealed class OpeningBinding(InstantiationBinding inner, EncryptedEntity entity) : InstantiationBinding(inner.ParameterBindings)
{
    private static readonly MethodInfo OpenMethod = typeof(OpeningBinding).GetMethod(nameof(Open), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly MethodInfo OpensLaterMethod = typeof(OpeningBinding).GetMethod(nameof(OpensLater), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public override Type RuntimeType => inner.RuntimeType;

    public override Expression CreateConstructorExpression(ParameterBindingInfo bindingInfo)
    {
        Expression Read(IProperty property, Type type) => Expression.Convert(new PropertyParameterBinding(property).BindToParameter(bindingInfo), type);
        var isTracked = bindingInfo.QueryTrackingBehavior is null or QueryTrackingBehavior.TrackAll;
        var instance = Expression.Variable(typeof(object));
        var context = Expression.Property(bindingInfo.MaterializationContextExpression, nameof(MaterializationContext.Context));
        var open = Expression.Call(
            Expression.Constant(this),
            OpenMethod,
            instance,
            context,
            Expression.NewArrayInit(typeof(SealedText), entity.Properties.Select(property => Read(property.Shadow, typeof(SealedText)))),
            Expression.NewArrayInit(typeof(object), entity.Row.Select(property => Read(property, typeof(object)))),
            Expression.NewArrayInit(typeof(object), entity.Subjects.Select(property => Read(property, typeof(object)))),
            Expression.Constant(isTracked));
        return Expression.Block(
            RuntimeType,
            [instance],
            Expression.Assign(instance, Expression.Convert(inner.CreateConstructorExpression(bindingInfo), typeof(object))),
            isTracked ? Expression.IfThen(Expression.Not(Expression.Call(Expression.Constant(this), OpensLaterMethod, instance, context)), open) : open,
            Expression.Convert(instance, RuntimeType));
    }

    public override InstantiationBinding With(IReadOnlyList<ParameterBinding> parameterBindings) => new OpeningBinding(inner.With(parameterBindings), entity);

    private void Open(object instance, DbContext context, SealedText?[] values, object?[] row, object?[] subjects, bool isTracked) =>
        OpeningInterceptor.Instance.SessionOf(context).Open(entity, instance, values, row, subjects, isTracked);

    /// <summary>Whether it is opened when it is tracked; queries that were compiled by hand come by nobody who would do it.</summary>
    private bool OpensLater(object instance, DbContext context) => OpeningInterceptor.Instance.SessionOf(context).TryOpenLater(entity, instance);
}
