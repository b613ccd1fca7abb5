namespace Platform.Validation.Sanitizing;

/// <summary>All but the digits 0 to 9 goes. Of a list or dictionary of texts, in each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class DigitsOnlyAttribute : SanitizerAttribute;
