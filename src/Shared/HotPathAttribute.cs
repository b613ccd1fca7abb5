namespace Platform.Shared;

/// <summary>Marks a member that runs once per request, row or message and therefore allocates nothing.</summary>
/// <remarks>
/// The architecture tests read the member's IL and refuse boxing, closures and delegates in it, and they ask for a test that
/// measures its bytes and says so with <c>[AllocationTestOf]</c>. A package that has hot members links this file:
/// <c>&lt;Compile Include="../Shared/HotPathAttribute.cs" Link="Shared/HotPathAttribute.cs" /&gt;</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
internal sealed class HotPathAttribute : Attribute;
