using System.Text.Json.Serialization;

namespace Platform.Validation;

/// <summary>
/// Has the rules that a type declares compiled into it: attributes of System.ComponentModel.DataAnnotations, and those of
/// <c>Platform.Validation.Rules</c> and <c>Platform.Validation.Sanitizing</c>. The type must be partial; it then has a static property
/// <c>Validator</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class ValidatedAttribute : Attribute
{
    /// <summary>How names of members become names on the wire, where no <see cref="JsonPropertyNameAttribute"/> says it.</summary>
    /// <value>Default what <see cref="ValidatedNamingAttribute"/> says for the assembly, else <see cref="JsonKnownNamingPolicy.CamelCase"/>, as ASP.NET Core writes JSON;
    /// <see cref="JsonKnownNamingPolicy.Unspecified"/> keeps the name as it is in C#.</value>
    public JsonKnownNamingPolicy Naming { get; set; } = JsonKnownNamingPolicy.CamelCase;

    /// <summary>
    /// Whether <see langword="null"/> is refused in a member whose type does not allow it (<c>string</c> rather than <c>string?</c>): a
    /// binder does not ask.
    /// </summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool RefuseNull { get; set; } = true;
}
