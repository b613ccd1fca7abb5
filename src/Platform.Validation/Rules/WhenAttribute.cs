namespace Platform.Validation.Rules;

/// <summary>All rules of a member, also those of System.ComponentModel.DataAnnotations, are asked only where a condition holds.</summary>
/// <param name="condition">The name of a <see langword="bool"/> property or parameterless method of the type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class WhenAttribute(string condition) : Attribute
{
    /// <summary>The name of the condition.</summary>
    public string Condition { get; } = condition;
}
