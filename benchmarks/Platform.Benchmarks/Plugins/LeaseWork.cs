using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Extensions;

namespace Platform.Benchmarks.Plugins;

/// <summary>Ten plugins, called under a lease that is held, and gone through under one that is taken for it; beside interfaces and a container.</summary>
internal sealed class LeaseWork : IDisposable
{
    public const int PerCall = 256;

    private const int Plugins = 10;

    private readonly PluginServices _plugins = new(Plugins);
    private readonly ExtensionPoint<IPriceRule> _rules;
    private readonly ExtensionLease<IPriceRule> _held;
    private readonly IPriceRule _direct;
    private readonly ServiceProvider _container;

    public LeaseWork()
    {
        _rules = _plugins.Services.GetRequiredService<ExtensionPoint<IPriceRule>>();
        _held = _rules.AcquireAsync().AsTask().GetAwaiter().GetResult();
        _direct = _held[0];
        var services = new ServiceCollection();
        for (var i = 0; i < Plugins; i++)
            services.AddSingleton<IPriceRule>(_held[i]);
        _container = services.BuildServiceProvider();
    }

    public int CallUnderLease()
    {
        var price = 0;
        for (var i = 0; i < PerCall; i++)
            price = _held[0].Apply(price);
        return price;
    }

    public int CallDirectly()
    {
        var price = 0;
        for (var i = 0; i < PerCall; i++)
            price = _direct.Apply(price);
        return price;
    }

    public int Enumerate()
    {
        var count = 0;
        if (!_rules.TryAcquire(out var lease))
            return -1;
        foreach (var rule in lease)
            count += rule is null ? 0 : 1;
        lease.Dispose();
        return count;
    }

    public int EnumerateServices()
    {
        var count = 0;
        foreach (var rule in _container.GetServices<IPriceRule>())
            count += rule is null ? 0 : 1;
        return count;
    }

    public void Dispose()
    {
        _held.Dispose();
        _container.Dispose();
        _plugins.Dispose();
    }
}
