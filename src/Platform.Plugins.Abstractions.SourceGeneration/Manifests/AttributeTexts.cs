using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What is asked of attributes of plugins more than once.</summary>
internal static class AttributeTexts
{
    /// <summary>An argument of the constructor; nothing where it is none, or is not written yet.</summary>
    public static string? Text(this AttributeData attribute, int argument) =>
        attribute.ConstructorArguments.Length > argument && attribute.ConstructorArguments[argument].Kind == TypedConstantKind.Primitive
            ? attribute.ConstructorArguments[argument].Value as string : null;
}
