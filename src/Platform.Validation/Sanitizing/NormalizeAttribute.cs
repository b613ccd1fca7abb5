using System.Text;

namespace Platform.Validation.Sanitizing;

/// <summary>The text is brought into a Unicode normalization form. Of a list or dictionary of texts, each of them.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules, in the order of
/// <see cref="TextSanitizers"/>. In globalization-invariant mode the runtime normalizes ASCII alone.
/// </remarks>
/// <param name="form"><see cref="NormalizationForm.FormC"/> or <see cref="NormalizationForm.FormKC"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class NormalizeAttribute(NormalizationForm form = NormalizationForm.FormC) : SanitizerAttribute
{
    /// <summary>The form.</summary>
    public NormalizationForm Form { get; } = form;
}
