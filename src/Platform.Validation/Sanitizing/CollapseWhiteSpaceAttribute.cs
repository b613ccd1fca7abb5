namespace Platform.Validation.Sanitizing;

/// <summary>Each run of white space becomes one space. Of a list of texts, in each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CollapseWhiteSpaceAttribute : Attribute;
