namespace Platform.Errors;

/// <summary>An argument that callers read in <c>args</c> and that the detail does not mention.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class MachineOnlyAttribute : Attribute;
