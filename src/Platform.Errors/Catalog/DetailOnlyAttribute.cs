namespace Platform.Errors;

/// <summary>
/// An argument that is the detail itself: a sentence for people that was made elsewhere. <see cref="ErrorAttribute.Detail"/> is its hole and nothing else, and
/// <c>args</c> does not repeat it; whoever reads the problem finds it in the detail again.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class DetailOnlyAttribute : Attribute;
