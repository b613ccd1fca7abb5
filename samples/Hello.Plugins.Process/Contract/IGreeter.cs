using Platform.Plugins.Abstractions;

namespace Hello.Plugins.Process.Contract;

/// <summary>What plugins of this host implement.</summary>
[PluginContract("greeter", "1.0")]
public interface IGreeter
{
    /// <summary>Greets somebody.</summary>
    ValueTask<Greeting> GreetAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A greeting, and the process that it comes from.</summary>
public sealed record Greeting(string Text, int Process);
