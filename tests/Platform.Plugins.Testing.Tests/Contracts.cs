using Platform.Plugins.Abstractions;

namespace Platform.Plugins.Testing.Tests;

[PluginContract("rule", "1.2", InProcessOnly = true)]
public interface IRule
{
    ValueTask<string> JudgeAsync(string text, CancellationToken cancellationToken);
}

/// <summary>A service that hosts grant.</summary>
public interface IRates
{
    int Rate { get; }
}

public sealed record Rates(int Rate) : IRates;

/// <summary>What a careless host has: an event that outlives whoever listens.</summary>
public static class Bus
{
    public static event EventHandler? Rung;

    public static void Forget() => Rung = null;

    public static void Ring() => Rung?.Invoke(null, EventArgs.Empty);
}

/// <summary>A cache by types, as serializers have one.</summary>
public static class Cache
{
    public static List<Type> Types { get; } = [];
}
