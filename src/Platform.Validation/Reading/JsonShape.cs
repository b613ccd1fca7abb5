using System.ComponentModel;

namespace Platform.Validation.Reading;

/// <summary>What generated code that reads a type from JSON takes the type for. It is used where the serializer takes it for the same.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonShape
{
    /// <summary>A type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="members">Its members that are read.</param>
    public JsonShape(Type type, params JsonShapeMember[] members) => (Type, Members) = (type, members);

    /// <summary>The type.</summary>
    public Type Type { get; }

    internal JsonShapeMember[] Members { get; }
}

/// <summary>A member that generated code reads.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Member">Its name in the type.</param>
/// <param name="Type">Its type.</param>
/// <param name="AllowsNull">Whether <see langword="null"/> is taken.</param>
/// <param name="IsRequired">Whether it is declared <see langword="required"/>.</param>
/// <param name="Position">Which parameter of the constructor it is; -1 for none.</param>
/// <param name="IsParameter">Whether it is a parameter of the constructor that has no default.</param>
/// <param name="Nested">The shape of what lies in it, where that is validated itself.</param>
/// <param name="Converted">The type of what lies in it, where the serializer's own converter reads that.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct JsonShapeMember(
    string Name, string Member, Type Type, bool AllowsNull = false, bool IsRequired = false, int Position = -1, bool IsParameter = false, Func<JsonShape?>? Nested = null,
    Type? Converted = null);
