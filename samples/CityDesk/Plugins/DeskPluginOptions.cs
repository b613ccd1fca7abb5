using System.ComponentModel.DataAnnotations;

namespace CityDesk.Plugins;

/// <summary>
/// Section <c>Plugins</c>: where plugins lie, and whose they may be. The settings of a plugin stand in the same section, below its id:
/// <c>Plugins:city.crews:KEY</c>.
/// </summary>
internal sealed class DeskPluginOptions
{
    public const string Section = "Plugins";

    /// <summary>The folder of the plugin store. Instances that share a database share it too.</summary>
    /// <value>Default: empty, <c>plugins</c> beside the root key, made at the first start.</value>
    [Display(Prompt = "PATH", Description = "the folder of installed plugins, instead of plugins beside the root key")]
    public string Store { get; set; } = "";

    /// <summary>The file that says whose plugins may be installed, as <c>platform-plugin trust</c> writes it.</summary>
    /// <value>Default: empty, <c>citydesk-plugins-trust.json</c> beside the root key; where there is none, nobody's.</value>
    [Display(
        Prompt = "PATH",
        Description = "the file that says whose plugins may be installed, instead of citydesk-plugins-trust.json beside the root key")]
    public string Trust { get; set; } = "";

    /// <summary>
    /// Whether a name in this section is a setting of some plugin: ids of plugins have a full stop, names of ours have none.
    /// </summary>
    public static bool IsOfPlugin(ReadOnlySpan<string> path) =>
        path.Length > 2 && path[0].Equals(Section, StringComparison.OrdinalIgnoreCase) && path[1].Contains('.', StringComparison.Ordinal);
}
