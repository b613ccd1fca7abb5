using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Reads a body in one pass where its type is known at run time alone.</summary>
internal abstract class OnePassReader
{
    /// <summary>As <see cref="BodySerializer.TryRead{T}"/>.</summary>
    public abstract bool TryRead(BodySerializer serializer, in ReadOnlySequence<byte> body, out object? value);

    /// <returns>The reader; <see langword="null"/> where the type has no rules of its very own, or no code can be made for it: its bodies are judged, then bound.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The interface is implemented by generated code, and asked of values by it.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The argument was just seen to be what the class asks of it.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The constructor is that of the class below, which is referred to.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Nothing is made where dynamic code is not supported, which is asked for first; bodies are then judged and bound in two passes.")]
    public static OnePassReader? Of(Type type) =>
        RuntimeFeature.IsDynamicCodeSupported && type.GetInterfaces().Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IValidated<>) && each.GenericTypeArguments[0] == type)
            ? (OnePassReader)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!
            : null;

    private sealed class Typed<T> : OnePassReader
        where T : IValidated<T>
    {
        public override bool TryRead(BodySerializer serializer, in ReadOnlySequence<byte> body, out object? value)
        {
            var isRead = serializer.TryRead(T.Validator, in body, out var read);
            value = read;
            return isRead;
        }
    }
}
