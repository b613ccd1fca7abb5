using Platform.Plugins.Abstractions;

namespace PlatformPlugin1.Contracts;

/// <summary>What the host calls.</summary>
[PluginContract("greeter", "1.0")]
public interface IGreeter
{
    /// <summary>Greets somebody.</summary>
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken);
}
