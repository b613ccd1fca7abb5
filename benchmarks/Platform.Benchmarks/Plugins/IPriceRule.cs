using Platform.Plugins.Abstractions;

namespace Platform.Benchmarks.Plugins;

/// <summary>What plugins of the benchmarks implement. Public, because they are compiled against it.</summary>
[PluginContract("price-rule", "1.0", InProcessOnly = true)]
public interface IPriceRule
{
    /// <summary>Changes a price.</summary>
    int Apply(int price);
}
