namespace Platform.Plugins.Storage;

/// <summary>Something in which a package differs from what is active, and to which somebody must agree.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">What to show, as a sentence without its beginning: "asks for net.http:api.acme.example".</param>
public sealed record PluginDifference(PluginDifferenceKind Kind, string Message);

/// <summary>In what a package can differ from the one that is active, as far as somebody must agree to it. There is no other kind.</summary>
public enum PluginDifferenceKind
{
    /// <summary>Nothing of this plugin is active.</summary>
    FirstInstall,

    /// <summary>A capability that it was not allowed before.</summary>
    Capability,

    /// <summary>A plugin that it needs and did not need before, or with other bytes.</summary>
    Dependency,

    /// <summary>It moves closer to the host.</summary>
    Isolation,

    /// <summary>It implements a contract that it did not implement before.</summary>
    Contract,

    /// <summary>It is loaded with the host, and was loaded when it was needed.</summary>
    Activation,

    /// <summary>It may use more memory or time.</summary>
    Limits,

    /// <summary>A key signed it that did not sign what is active.</summary>
    Keys,

    /// <summary>The verifier found something that it did not find in what is active.</summary>
    Finding,

    /// <summary>Another plugin was tried with other bytes than these.</summary>
    Dependent,

    /// <summary>It was active, and was left for the version before it.</summary>
    Left,

    /// <summary>It has been there for less long than the store asks.</summary>
    Young,
}
