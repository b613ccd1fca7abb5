namespace Platform.Plugins.Verification;

/// <summary>Something that a verifier found in a plugin.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Assembly">The file in the package.</param>
/// <param name="Message">A sentence that says what, where, and what to do.</param>
public sealed record PluginFinding(FindingKind Kind, string Assembly, string Message)
{
    /// <summary>Whether the plugin would fail with this host. What is not fatal is for whoever decides.</summary>
    public bool IsFatal => Kind != FindingKind.UndeclaredCapability;

    /// <summary>Writes the finding as a line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Assembly}: {Message}";
}

/// <summary>Kinds of findings.</summary>
public enum FindingKind
{
    /// <summary>The file is no assembly of .NET, or one that cannot be read.</summary>
    NotAnAssembly,

    /// <summary>An assembly that is neither in the package nor offered by the host.</summary>
    MissingAssembly,

    /// <summary>A type that its assembly does not have.</summary>
    MissingType,

    /// <summary>A method or a field that its type does not have.</summary>
    MissingMember,

    /// <summary>A member of an interface that a class does not implement.</summary>
    MissingImplementation,

    /// <summary>A contribution that the manifest names and the assembly does not have as it must be.</summary>
    Contribution,

    /// <summary>Two assemblies of one name: which of them is loaded, and which was looked into, would be anybody's guess.</summary>
    DuplicateAssembly,

    /// <summary>An assembly, a type or a member that is there, and that the runtime would refuse: too old, not public, a struct that was a class.</summary>
    Unusable,

    /// <summary>An own copy of an assembly that the host shares: its types would be others than the host's.</summary>
    PrivateCopy,

    /// <summary>Something that the plugin uses and for which its manifest asks no capability.</summary>
    UndeclaredCapability,
}
