using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Resilience;

/// <summary>
/// The pipelines of a service by name, for code that learns the name only when it runs. Where it is known, inject the <see cref="ResultPipeline"/>
/// itself by its key.
/// </summary>
/// <remarks>Safe on many threads. Each pipeline is made once, when it is first asked for.</remarks>
public sealed class ResultPipelines
{
    private readonly ConcurrentDictionary<string, Lazy<ResultPipeline>> _pipelines = new(StringComparer.Ordinal);

    internal ResultPipelines(
        IEnumerable<PipelineName> names,
        IOptionsMonitor<PlatformResilienceOptions> options,
        ExceptionMap exceptions,
        TimeProvider time,
        Telemetry telemetry,
        ILoggerFactory? loggers)
    {
        var logger = loggers?.CreateLogger<ResultPipeline>() ?? (ILogger)NullLogger.Instance;
        foreach (var name in names.Select(name => name.Value))
            _pipelines[name] = new(() => Make(name));

        ResultPipeline Make(string name) =>
            new(name, options.Get(name), exceptions, time, new PipelineTelemetry(name, telemetry, logger), NextRandom);
    }

    /// <summary>The pipeline of a name.</summary>
    /// <param name="name">The name under which it was added.</param>
    /// <returns>The pipeline, the same for each call.</returns>
    /// <exception cref="InvalidOperationException">There is none of that name; the message says which there are.</exception>
    public ResultPipeline Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _pipelines.TryGetValue(name, out var pipeline) ? pipeline.Value : throw NoPipeline(name);
    }

    private InvalidOperationException NoPipeline(string name)
    {
        var names = string.Join(", ", _pipelines.Keys.Order(StringComparer.Ordinal));
        return new($"There is no resilience pipeline '{name}'; add it with services.AddPlatformResilience(\"{name}\"). There are: {names}.");
    }

    /// <summary>From 0 to below 1. Only a wait before a retry asks for it, so it need not be the fastest.</summary>
    private static double NextRandom() => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);
}
