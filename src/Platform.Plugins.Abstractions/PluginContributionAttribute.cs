namespace Platform.Plugins.Abstractions;

/// <summary>
/// Makes a class something that the plugin brings, for each contract that it implements. The range of versions that will do is from that
/// against which it is compiled to the next first number: <c>^1.2</c>.
/// </summary>
/// <param name="name">
/// What it is called among what the plugin brings for a contract: small letters, digits and hyphens, at most 64 characters.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginContributionAttribute(string name) : Attribute
{
    /// <summary>What it is called.</summary>
    public string Name { get; } = name;
}
