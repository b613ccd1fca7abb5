namespace Platform.Errors;

/// <summary>An argument that is kept for the log and is never in a response: neither in the detail nor in <c>args</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class NotDisclosedAttribute : Attribute;
