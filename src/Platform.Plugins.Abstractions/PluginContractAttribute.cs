namespace Platform.Plugins.Abstractions;

/// <summary>Makes an interface a contract between a host and its plugins: the host calls it, plugins implement it.</summary>
/// <param name="name">The name by which manifests ask for it, as <c>request-rule</c>: small letters, digits and hyphens, of at most 64 characters.</param>
/// <param name="version">The version of the contract by Semantic Versioning, of which the last number may be left out: <c>1.2</c> is 1.2.0.</param>
/// <remarks>Raise the second number for what is added, the first for whatever a plugin that was built before would miss.</remarks>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class PluginContractAttribute(string name, string version) : Attribute
{
    /// <summary>The name by which manifests ask for the contract.</summary>
    public string Name { get; } = name;

    /// <summary>The version of the contract.</summary>
    public string Version { get; } = version;

    /// <summary>
    /// Whether the contract is for plugins in the host's process alone: then nothing is written for it that carries its calls to another process, and nothing
    /// is said about what could not be carried.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool InProcessOnly { get; set; }
}
