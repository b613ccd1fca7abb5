using Microsoft.Extensions.Configuration;

namespace Platform.RateLimiting.Policies;

/// <summary>
/// A section of the configuration that policies come from, watched for changes. The options system would watch it too, but throws
/// what does not validate into the file watcher's thread, which ends the process.
/// </summary>
internal sealed record PolicyConfiguration(IConfigurationSection Section)
{
    /// <summary>Reads it once, for somebody who is no host. A name that is not an option is an error there too.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public PlatformRateLimitingOptions Read()
    {
        var options = new PlatformRateLimitingOptions();
        Section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
        return options;
    }
}
