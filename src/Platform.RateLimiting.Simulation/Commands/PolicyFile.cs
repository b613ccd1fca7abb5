using Microsoft.Extensions.Configuration;
using Platform.RateLimiting.Policies;

namespace Platform.RateLimiting.Simulation.Commands;

/// <summary>Reads a policy from a file of settings, as the host will.</summary>
internal static class PolicyFile
{
    /// <summary>Where <c>AddPlatformRateLimiting(configuration.GetSection("RateLimiting"))</c> looks.</summary>
    public const string UsualSection = "RateLimiting";

    /// <summary>Reads a policy.</summary>
    /// <param name="file">The file.</param>
    /// <param name="section">The section.</param>
    /// <param name="name">Which policy; <see langword="null"/> where there is only one.</param>
    /// <exception cref="FormatException">It is not there, or cannot be read; the message says what there is.</exception>
    public static (string Name, RateLimitPolicyOptions Policy) Read(string file, string section, string? name)
    {
        var policies = PoliciesOf(file, section);
        if (policies.Count == 0)
            throw new FormatException($"{file} has no policies in \"{section}:Policies\"; --section says where they are.");
        if (name is null && policies.Count > 1)
            throw new FormatException($"Which policy of {file}? --policy takes one of: {string.Join(", ", policies.Keys.Order(StringComparer.Ordinal))}.");
        name ??= policies.Keys.Single();
        return policies.TryGetValue(name, out var policy)
            ? (name, policy)
            : throw new FormatException($"{file} has no policy \"{name}\". There are: {string.Join(", ", policies.Keys.Order(StringComparer.Ordinal))}.");
    }

    private static IDictionary<string, RateLimitPolicyOptions> PoliciesOf(string file, string section)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build();
            return new PolicyConfiguration(configuration.GetSection(section)).Read().Policies;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException)
        {
            // What is wrong stands innermost: a line of the file, a name that is no option, a value that is no number.
            throw new FormatException($"{file} cannot be read: {unreadable.GetBaseException().Message}", unreadable);
        }
    }
}
