using System.Text.Json.Serialization;

namespace Platform.Validation;

/// <summary>
/// How names of members become names on the wire in all types of an assembly that are marked <see cref="ValidatedAttribute"/> and say nothing of it
/// themselves: <c>[assembly: ValidatedNaming(JsonKnownNamingPolicy.SnakeCaseLower)]</c>.
/// </summary>
/// <param name="naming">The policy; <see cref="JsonKnownNamingPolicy.Unspecified"/> keeps names as they are in C#.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ValidatedNamingAttribute(JsonKnownNamingPolicy naming) : Attribute
{
    /// <summary>The policy.</summary>
    public JsonKnownNamingPolicy Naming { get; } = naming;
}
