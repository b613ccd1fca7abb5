namespace Platform.Plugins.Abstractions;

/// <summary>
/// Makes an assembly a plugin: <c>[assembly: Plugin("acme.tax")]</c>. With the classes that have <see cref="PluginContributionAttribute"/> it is
/// the whole manifest, which the generator keeps in the assembly and from which <c>platform-plugin pack</c> writes the <c>plugin.json</c>.
/// </summary>
/// <param name="id">
/// Publisher and name with a full stop between them, in small letters, digits and hyphens, as <c>acme.tax</c>; at most 128 characters.
/// </param>
/// <remarks>What a plugin says in this way it cannot say in a <c>plugin.json</c> of its own too. One that needs other plugins has to write one.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute(string id) : Attribute
{
    /// <summary>Publisher and name.</summary>
    public string Id { get; } = id;

    /// <summary>The version of the plugin by Semantic Versioning.</summary>
    /// <value>None: the version of the project, without what stands behind a plus sign.</value>
    public string? Version { get; set; }

    /// <summary>What people call it; at most 80 characters.</summary>
    /// <value>None: the id.</value>
    public string? Name { get; set; }

    /// <summary>What it is for, for people; at most 1,000 characters.</summary>
    /// <value>None.</value>
    public string? Description { get; set; }

    /// <summary>Whether it is loaded when the host starts, and not when something of it is first called.</summary>
    /// <value><see langword="false"/>.</value>
    public bool LoadsAtStartup { get; set; }

    /// <summary>How far apart from the host it runs at least: <c>in-process</c>, <c>process</c> or <c>sandbox</c>.</summary>
    /// <value>None: <c>in-process</c>.</value>
    public string? Isolation { get; set; }

    /// <summary>What it asks to be allowed, each once, as <c>net.http:api.acme.example</c>.</summary>
    /// <value>None.</value>
    public string[] Capabilities { get; set; } = [];

    /// <summary>The memory that it needs at most, in mebibytes: 1 to 1,048,576.</summary>
    /// <value>0: nothing is said.</value>
    public int MemoryMebibytes { get; set; }

    /// <summary>The longest that a call of it takes, in milliseconds: 1 to 3,600,000.</summary>
    /// <value>0: nothing is said.</value>
    public int CallMilliseconds { get; set; }
}
