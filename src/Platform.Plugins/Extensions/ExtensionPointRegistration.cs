using System.Collections.Immutable;
using Platform.Plugins.Contracts;
using Platform.Plugins.Generations;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Extensions;

/// <summary>An extension point as the host names it, before any plugin is known.</summary>
internal abstract class ExtensionPointRegistration(string name, Type contract, FaultPolicy policy)
{
    public string Name { get; } = name;

    public Type Contract { get; } = contract;

    public FaultPolicy Policy { get; } = policy;

    public abstract HostContracts AddTo(HostContracts contracts);

    /// <summary>What a generation brings for this point; throws where it is not what its manifest says.</summary>
    public abstract void Create(Generation generation, IPluginInstance instance, ManifestContribution contribution, TimeProvider time);

    public abstract ExtensionSet CreateSet(ImmutableArray<Generation> generations, bool isWaiting);

    /// <summary>The order of the policy, and of the ids.</summary>
    public IOrderedEnumerable<Generation> Order(IEnumerable<Generation> generations) => generations
        .OrderBy(generation => Policy.First.IndexOf(generation.Id) is var place and >= 0 ? place : int.MaxValue).ThenBy(generation => generation.Id, StringComparer.Ordinal);

    /// <summary>A plugin may promise to be quicker than it must be.</summary>
    public TimeSpan TimeoutOf(ImmutableArray<Generation> generations, string pluginId)
    {
        foreach (var generation in generations)
        {
            if (generation.Id == pluginId && generation.Manifest.CallMilliseconds is { } milliseconds && milliseconds < Policy.Timeout.TotalMilliseconds)
                return TimeSpan.FromMilliseconds(milliseconds);
        }
        return Policy.Timeout;
    }
}

/// <summary>The same, of one contract.</summary>
internal sealed class ExtensionPointRegistration<TContract>(string name, FaultPolicy policy) : ExtensionPointRegistration(name, typeof(TContract), policy)
    where TContract : class
{
    public override HostContracts AddTo(HostContracts contracts) => contracts.Add<TContract>();

    public override void Create(Generation generation, IPluginInstance instance, ManifestContribution contribution, TimeProvider time)
    {
        var extension = instance.GetContribution(contribution) as TContract
            ?? throw new PluginStartException($"{contribution.Type} of {generation.Id} is no {typeof(TContract)} of this host.");
        generation.Add(Name, new Extension<TContract>(
            extension, generation.Id, generation.Manifest.Version, contribution.Name, new CircuitBreaker(Policy, time), generation.Calls,
            generation.Trial));
    }

    public override ExtensionSet CreateSet(ImmutableArray<Generation> generations, bool isWaiting) => new ExtensionSet<TContract>(
        [.. generations.SelectMany(generation => generation.ExtensionsOf(Name)).Cast<Extension<TContract>>()], generations, isWaiting);
}
