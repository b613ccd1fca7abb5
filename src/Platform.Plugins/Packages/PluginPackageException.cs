namespace Platform.Plugins.Packages;

/// <summary>A package that is refused. Nothing has changed.</summary>
public sealed class PluginPackageException : Exception
{
    /// <summary>A package that is refused.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="package">What the package was called by whoever read it.</param>
    /// <param name="reason">The sentence that says why, and what to do.</param>
    public PluginPackageException(PackageFault fault, string package, string reason)
        : base($"{package}: {reason}") => (Fault, Package) = (fault, package);

    /// <summary>Why.</summary>
    public PackageFault Fault { get; }

    /// <summary>What the package was called by whoever read it.</summary>
    public string Package { get; }
}
