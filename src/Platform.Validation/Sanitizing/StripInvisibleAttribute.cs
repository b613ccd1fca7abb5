namespace Platform.Validation.Sanitizing;

/// <summary>Characters without a shape go, so that two names that look alike are alike. Of a list or dictionary of texts, in each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>, which says what goes.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class StripInvisibleAttribute : SanitizerAttribute;
