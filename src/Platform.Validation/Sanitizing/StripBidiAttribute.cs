namespace Platform.Validation.Sanitizing;

/// <summary>Marks that change the direction of writing go. Of a list of texts, in each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class StripBidiAttribute : Attribute;
