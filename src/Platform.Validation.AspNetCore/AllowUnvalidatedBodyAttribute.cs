namespace Platform.Validation.AspNetCore;

/// <summary>Says that an endpoint takes a body which is not validated, and is meant to; the check at start leaves it alone.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowUnvalidatedBodyAttribute : Attribute;
