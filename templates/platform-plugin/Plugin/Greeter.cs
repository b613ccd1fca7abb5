using Platform.Plugins.Abstractions;
using PlatformPlugin1.Contracts;

[assembly: Plugin("the-publisher.the-plugin")]

namespace PlatformPlugin1;

/// <summary>What the plugin brings.</summary>
[PluginContribution("polite")]
public sealed class Greeter : IGreeter
{
    /// <inheritdoc/>
    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => new($"Good day, {name}.");
}
