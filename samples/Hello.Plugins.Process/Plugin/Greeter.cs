using Hello.Plugins.Process.Contract;

namespace Hello.Plugins.Process.Plugin;

/// <summary>A whole plugin.</summary>
public sealed class Greeter : IGreeter
{
    /// <inheritdoc/>
    public ValueTask<Greeting> GreetAsync(string name, CancellationToken cancellationToken) =>
        new(name.Length > 0 ? new Greeting($"Hello, {name}!", Environment.ProcessId) : throw new ArgumentException("Whom?", nameof(name)));
}
