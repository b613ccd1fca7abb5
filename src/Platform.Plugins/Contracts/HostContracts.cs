using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Contracts;

/// <summary>The contracts that a host offers to plugins, by name. Immutable, and safe for use by several threads.</summary>
public sealed class HostContracts
{
    private readonly ImmutableSortedDictionary<string, SemanticVersion> _versions;

    private HostContracts(ImmutableSortedDictionary<string, SemanticVersion> versions) => _versions = versions;

    /// <summary>No contract at all: where a list begins.</summary>
    public static HostContracts Empty { get; } = new(ImmutableSortedDictionary<string, SemanticVersion>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The names, in the order of their letters.</summary>
    public IEnumerable<string> Names => _versions.Keys;

    /// <summary>Offers a contract.</summary>
    /// <typeparam name="TContract">An interface with <see cref="PluginContractAttribute"/>.</typeparam>
    /// <returns>These contracts and that one.</returns>
    /// <exception cref="ArgumentException">The type has no such attribute, the attribute has no name or version that can be used, or the name is offered
    /// already.</exception>
    public HostContracts Add<TContract>()
        where TContract : class
    {
        var type = typeof(TContract);
        var contract = type.GetCustomAttribute<PluginContractAttribute>()
            ?? throw new ArgumentException($"{type} is no contract: mark the interface with [PluginContract(\"its-name\", \"1.0\")].");
        return Add(contract.Name, contract.Version, $"{type} is marked [PluginContract(\"{contract.Name}\", \"{contract.Version}\")]");
    }

    /// <summary>Offers a contract that is known by its name.</summary>
    /// <param name="name">Its name: small letters, digits and hyphens, of at most 64 characters.</param>
    /// <param name="version">Its version.</param>
    /// <returns>These contracts and that one.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is none, or is offered already.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public HostContracts Add(string name, SemanticVersion version)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);
        return Add(name, version.ToString(), $"The contract is \"{name}\"");
    }

    /// <summary>Finds a contract.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version that is offered.</param>
    /// <returns>Whether it is offered.</returns>
    public bool TryGetVersion(string name, [NotNullWhen(true)] out SemanticVersion? version) => _versions.TryGetValue(name, out version);

    private HostContracts Add(string name, string version, string said)
    {
        if (!ContractName.IsValid(name))
            throw new ArgumentException($"{said}: a name has small letters, digits and hyphens between them, and at most {ContractName.MaxLength} characters.");
        if (!SemanticVersion.TryParse(version, out var read) && !SemanticVersion.TryParse(version + ".0", out read))
            throw new ArgumentException($"{said}: the version is written as 1.2 or 1.2.0.");
        return _versions.TryGetValue(name, out var offered)
            ? throw new ArgumentException($"{said}: {name} is offered already, in version {offered}. A host offers one version of a contract.")
            : new HostContracts(_versions.Add(name, read));
    }
}
