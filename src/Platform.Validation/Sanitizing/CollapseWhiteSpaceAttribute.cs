namespace Platform.Validation.Sanitizing;

/// <summary>Each run of white space becomes one space. Of a list or dictionary of texts, in each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class CollapseWhiteSpaceAttribute : SanitizerAttribute;
