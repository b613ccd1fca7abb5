namespace Platform.Plugins.Abstractions.Wire;

/// <summary>What is generated for a contract, so that its calls cross to another process.</summary>
public abstract class PluginWire
{
    /// <summary>The methods, by their numbers, each with what it takes and answers: both ends of a channel have to mean the same by a number.</summary>
    public abstract IReadOnlyDictionary<int, string> Members { get; }

    /// <summary>Finds what was generated for a contract.</summary>
    /// <param name="contract">The interface.</param>
    /// <returns>What was generated; nothing where the contract is for the host's process alone, or was compiled without the generator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="contract"/> is <see langword="null"/>.</exception>
    public static PluginWire? Find(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        foreach (var attribute in contract.Assembly.GetCustomAttributes(typeof(PluginWireAttribute), inherit: false))
        {
            if (attribute is PluginWireAttribute wire && wire.Contract == contract)
                return wire.Create();
        }
        return null;
    }

    /// <summary>Makes an implementation of the contract for the host, which has everything done at the other end of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>An implementation of the contract.</returns>
    public abstract object CreateProxy(IPluginChannel channel);

    /// <summary>Makes what has calls done by an implementation of a plugin.</summary>
    /// <param name="implementation">An implementation of the contract.</param>
    /// <returns>What takes calls as bytes.</returns>
    /// <exception cref="InvalidCastException"><paramref name="implementation"/> implements another contract.</exception>
    public abstract IPluginDispatcher CreateDispatcher(object implementation);
}
