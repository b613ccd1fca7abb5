using System.Diagnostics.CodeAnalysis;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Manifests;

/// <summary>What a plugin says about itself in its <c>plugin.json</c>, read and checked. Immutable, and safe for use by several threads.</summary>
public sealed class PluginManifest
{
    /// <summary>The name of the file: <c>plugin.json</c>.</summary>
    public const string FileName = "plugin.json";

    /// <summary>The most bytes that a manifest may have: 262,144.</summary>
    public const int MaxBytes = 256 * 1024;

    internal PluginManifest()
    {
    }

    /// <summary>Publisher and name, as <c>acme.tax</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The publisher: what stands before the first full stop of <see cref="Id"/>.</summary>
    public string Publisher => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The version of the plugin.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>What people call it.</summary>
    /// <value>The id, where the manifest names nothing.</value>
    public required string DisplayName { get; init; }

    /// <summary>What it is for, for people.</summary>
    /// <value>Empty, where the manifest says nothing.</value>
    public required string Description { get; init; }

    /// <summary>The assembly that holds the contributions, relative to the root of the package.</summary>
    public required string Assembly { get; init; }

    /// <summary>The contracts that it was built against, and which versions of them will do.</summary>
    public required IReadOnlyDictionary<string, VersionRange> Contracts { get; init; }

    /// <summary>What it brings, in the order of the manifest.</summary>
    public required IReadOnlyList<ManifestContribution> Contributions { get; init; }

    /// <summary>When it is loaded.</summary>
    /// <value><see cref="PluginActivation.Lazy"/>, where the manifest says nothing.</value>
    public required PluginActivation Activation { get; init; }

    /// <summary>What it asks to be allowed, as <c>net.http:api.acme.example</c>, each once.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>How far apart from the host it must run at least.</summary>
    /// <value><see cref="PluginIsolation.InProcess"/>, where the manifest says nothing.</value>
    public required PluginIsolation Isolation { get; init; }

    /// <summary>The memory that it needs at most, in mebibytes; none where the manifest says nothing.</summary>
    public required int? MemoryMebibytes { get; init; }

    /// <summary>The longest that a call of it takes, in milliseconds; none where the manifest says nothing.</summary>
    public required int? CallMilliseconds { get; init; }

    /// <summary>The plugins that it needs, by id.</summary>
    public required IReadOnlyDictionary<string, ManifestDependency> Dependencies { get; init; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="file">What to call the file in messages.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="PluginManifestException">It cannot be used; all faults are in the exception.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is <see langword="null"/>.</exception>
    public static PluginManifest Read(ReadOnlyMemory<byte> utf8, string file) =>
        TryRead(utf8, file, out var manifest, out var faults) ? manifest : throw new PluginManifestException(faults);

    /// <summary>Reads a manifest. Unknown members, members that are there twice, comments and trailing commas are faults.</summary>
    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="file">What to call the file in messages.</param>
    /// <param name="manifest">The manifest, if it can be used.</param>
    /// <param name="faults">All that is wrong, in the order of the file; none if it can be used.</param>
    /// <returns>Whether it can be used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is <see langword="null"/>.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, string file, [NotNullWhen(true)] out PluginManifest? manifest, out IReadOnlyList<ManifestFault> faults)
    {
        ArgumentNullException.ThrowIfNull(file);
        var reader = new ManifestReader(file);
        manifest = reader.Read(utf8);
        faults = reader.Faults;
        return manifest is not null;
    }

    /// <summary>Opens the JSON Schema of manifests (draft 2020-12), for editors and build servers. What it refuses is refused here too.</summary>
    /// <returns>The schema as UTF-8; the caller disposes it.</returns>
    public static Stream OpenSchema() => typeof(PluginManifest).Assembly.GetManifestResourceStream("plugin.schema.json")!;
}

/// <summary>One implementation of a contract.</summary>
/// <param name="Contract">The name of the contract.</param>
/// <param name="Name">What the contribution is called among those of the plugin.</param>
/// <param name="Type">The full name of the class.</param>
public sealed record ManifestContribution(string Contract, string Name, string Type);

/// <summary>A plugin that another one needs.</summary>
/// <param name="Versions">Which versions of it will do.</param>
/// <param name="Digest">The digest of the package that was tried: another one is used where the range takes it, once somebody has agreed to it. Written as
/// <c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record ManifestDependency(VersionRange Versions, string Digest);

/// <summary>When a plugin is loaded.</summary>
public enum PluginActivation
{
    /// <summary>When something of it is first called.</summary>
    Lazy,

    /// <summary>When the host starts.</summary>
    Startup,
}

/// <summary>How far apart from its host a plugin runs.</summary>
public enum PluginIsolation
{
    /// <summary>In the host's process. Versions are kept apart; trust is not.</summary>
    InProcess,

    /// <summary>In a process of its own.</summary>
    Process,

    /// <summary>In a process of its own that the kernel keeps from whatever it was not granted.</summary>
    Sandbox,
}
