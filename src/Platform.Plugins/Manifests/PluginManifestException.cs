namespace Platform.Plugins.Manifests;

/// <summary>A manifest that cannot be used, with all that is wrong with it.</summary>
public sealed class PluginManifestException : Exception
{
    /// <summary>A manifest that cannot be used.</summary>
    /// <param name="faults">What is wrong, at least one thing.</param>
    public PluginManifestException(IReadOnlyList<ManifestFault> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<ManifestFault> Faults { get; }
}
