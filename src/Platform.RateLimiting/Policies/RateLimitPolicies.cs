using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.Policies;

/// <summary>Holds the policies, and exchanges their snapshots when code or configuration changes them.</summary>
internal sealed class RateLimitPolicies : IRateLimitPolicies, IDisposable
{
    private readonly Lock _changing = new();
    private readonly List<Action<PlatformRateLimitingOptions>> _changes = [];
    private readonly IOptionsFactory<PlatformRateLimitingOptions> _factory;
    private readonly IValidateOptions<PlatformRateLimitingOptions>[] _validators;
    private readonly GcraClock _clock;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private FrozenDictionary<string, RateLimitPolicy> _policies = FrozenDictionary<string, RateLimitPolicy>.Empty;

    public RateLimitPolicies(
        IOptionsFactory<PlatformRateLimitingOptions> factory,
        IEnumerable<IValidateOptions<PlatformRateLimitingOptions>> validators,
        IEnumerable<PolicyConfiguration> configurations,
        GcraClock clock,
        Telemetry telemetry,
        ILogger<RateLimitPolicies> logger)
    {
        (_factory, _validators, _clock, _telemetry, _logger) = (factory, [.. validators], clock, telemetry, logger);
        Apply(_factory.Create(Options.DefaultName));
        _telemetry.Observe(this);
        foreach (var configuration in configurations)
            _subscriptions.Add(ChangeToken.OnChange(configuration.Section.GetReloadToken, Reload));
    }

    public RateLimitPolicy this[string name] => TryGet(name, out var policy) ? policy : throw new KeyNotFoundException(
        $"There is no rate limiting policy \"{name}\". {(_policies.Count == 0 ? "None is configured." : $"There are: {string.Join(", ", _policies.Keys.Order(StringComparer.Ordinal))}.")}");

    public IReadOnlyCollection<RateLimitPolicy> All => Volatile.Read(ref _policies).Values;

    public bool TryGet(string name, [NotNullWhen(true)] out RateLimitPolicy? policy) => Volatile.Read(ref _policies).TryGetValue(name, out policy);

    public void Change(Action<PlatformRateLimitingOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_changing)
        {
            var options = CreateWithChanges();
            change(options);
            Validate(options);
            _changes.Add(change);
            Apply(options);
        }
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    /// <summary>Configuration is edited by people while the service runs: what cannot hold is refused in the log, and the service goes on with what it has.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a configuration provider or a change throws would end the process: it comes from a callback of a file watcher.")]
    private void Reload()
    {
        lock (_changing)
        {
            try
            {
                var options = CreateWithChanges();
                Validate(options);
                Apply(options);
                Log.PoliciesReloaded(_logger, _policies.Count);
            }
            catch (OptionsValidationException refused)
            {
                Log.ReloadRefused(_logger, string.Join(" ", refused.Failures));
            }
            catch (Exception failure)
            {
                Log.ReloadFailed(_logger, failure);
            }
        }
    }

    private PlatformRateLimitingOptions CreateWithChanges()
    {
        var options = _factory.Create(Options.DefaultName);
        foreach (var earlier in _changes)
            earlier(options);
        return options;
    }

    private void Validate(PlatformRateLimitingOptions options)
    {
        var failures = _validators.Select(validator => validator.Validate(Options.DefaultName, options))
            .Where(result => result.Failed).SelectMany(result => result.Failures ?? []).ToList();
        if (failures.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(PlatformRateLimitingOptions), failures);
    }

    private void Apply(PlatformRateLimitingOptions options)
    {
        using var activity = _telemetry.StartApplying(options.Policies.Count);
        var policies = new Dictionary<string, RateLimitPolicy>(StringComparer.Ordinal);
        foreach (var (name, policyOptions) in options.Policies)
        {
            var known = _policies.GetValueOrDefault(name);
            var policy = known ?? new RateLimitPolicy(name);
            var previous = known?.Snapshot;
            policy.Snapshot = PolicyCompiler.Compile(policy, policyOptions, previous, _clock);
            if (previous is not null)
            {
                PolicyCompiler.CapDebts(previous, policy.Snapshot);
                WarnOfWhatNeedsARestart(policy, policyOptions);
            }
            policies.Add(name, policy);
        }
        Volatile.Write(ref _policies, policies.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private void WarnOfWhatNeedsARestart(RateLimitPolicy policy, RateLimitPolicyOptions options)
    {
        var table = policy.Snapshot.Plan.Limits[0].State.Table;
        if (table.Keys != options.KeyCapacity || table.WhenFull != options.WhenFull)
            Log.NeedsRestart(_logger, policy.Name, options.KeyCapacity, options.WhenFull, table.Keys, table.WhenFull);
    }
}
