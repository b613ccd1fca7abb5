using System.Text.Json.Serialization;

namespace Platform.Validation;

/// <summary>
/// Has the rules of a type that is not yours compiled into a class that is. Its properties mirror those of the type, by name and type; they are never
/// called, and only their attributes are read, beside those that the type itself carries. The class must be partial; it then has a static property
/// <c>Validator</c>. Methods that it names in <see cref="Rules.RuleAttribute"/> and in conditions are static, and take the value.
/// </summary>
/// <remarks>
/// A value is judged by these rules whatever derived type it is of. The type does not become an <see cref="IValidated{TSelf}"/>, which only its own source could
/// make it: in a type of yours that holds it, <see cref="Rules.ValidatedByAttribute{TRules}"/> names these rules, and a host is asked for an
/// <see cref="IValidator{T, TRules}"/>.
/// </remarks>
/// <typeparam name="T">The type that is judged.</typeparam>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ValidatorForAttribute<T> : Attribute
{
    /// <summary>How names of members become names on the wire, where no <see cref="JsonPropertyNameAttribute"/> of the class or the type says it.</summary>
    /// <value>As for <see cref="ValidatedAttribute.Naming"/>.</value>
    public JsonKnownNamingPolicy Naming { get; set; } = JsonKnownNamingPolicy.CamelCase;

    /// <summary>Whether <see langword="null"/> is refused in a member of the type that does not allow it.</summary>
    /// <value>Default <see langword="true"/>. Of a type that was compiled without nullable annotations nothing is known, and nothing refused.</value>
    public bool RefuseNull { get; set; } = true;
}
