namespace Platform.Plugins.Abstractions.Wire;

/// <summary>Says in an assembly what was generated for a contract of it. Written by the generator.</summary>
/// <param name="contract">The contract.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class PluginWireAttribute(Type contract) : Attribute
{
    /// <summary>The contract.</summary>
    public Type Contract { get; } = contract;

    /// <summary>Makes what was generated.</summary>
    /// <returns>What was generated.</returns>
    public abstract PluginWire Create();
}

/// <summary>Says in an assembly what was generated for a contract of it. Written by the generator.</summary>
/// <typeparam name="TWire">What was generated.</typeparam>
/// <param name="contract">The contract.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class PluginWireAttribute<TWire>(Type contract) : PluginWireAttribute(contract)
    where TWire : PluginWire, new()
{
    /// <inheritdoc/>
    public override PluginWire Create() => new TWire();
}
