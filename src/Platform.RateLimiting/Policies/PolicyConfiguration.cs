using Microsoft.Extensions.Configuration;

namespace Platform.RateLimiting.Policies;

/// <summary>
/// A section of the configuration that policies come from, watched for changes. The options system would watch it too, but throws
/// what does not validate into the file watcher's thread, which ends the process.
/// </summary>
internal sealed record PolicyConfiguration(IConfigurationSection Section);
