using System.Globalization;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>What a process is granted, in words that are arguments of a program.</summary>
internal sealed record ProcessGrants(
    int MemoryMebibytes, IReadOnlyList<string> Readable, IReadOnlyList<string> Writable, IReadOnlyList<int> Ports)
{
    private const string Reads = "fs.read:";
    private const string Writes = "fs.write:";

    /// <summary>The capabilities that the kernel can hold a process to. Those of other kinds are the affair of the container.</summary>
    /// <exception cref="PluginStartException">One cannot be read: it would allow nothing, or more than it says.</exception>
    public static ProcessGrants Of(string plugin, IReadOnlyList<string> capabilities, int memoryMebibytes) => new(
        memoryMebibytes, PathsOf(plugin, capabilities, Reads), PathsOf(plugin, capabilities, Writes),
        [.. HttpBroker.GrantsOf(plugin, capabilities).Select(grant => grant.Port).Distinct()]);

    public IEnumerable<string> Write() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"memory:{MemoryMebibytes}"), .. Readable.Select(path => Reads + path),
        .. Writable.Select(path => Writes + path),
        .. Ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"port:{port}")),
    ];

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static ProcessGrants Read(IReadOnlyList<string> words) => new(
        Numbers(words, "memory:").Single(), [.. After(words, Reads)], [.. After(words, Writes)], [.. Numbers(words, "port:")]);

    private static IEnumerable<int> Numbers(IReadOnlyList<string> words, string before) =>
        After(words, before).Select(static number => int.Parse(number, CultureInfo.InvariantCulture));

    private static IEnumerable<string> After(IReadOnlyList<string> words, string before) =>
        words.Where(word => word.StartsWith(before, StringComparison.Ordinal)).Select(word => word[before.Length..]);

    private static List<string> PathsOf(string plugin, IReadOnlyList<string> capabilities, string kind)
    {
        var paths = After(capabilities, kind).ToList();
        return paths.Find(static path => !Path.IsPathFullyQualified(path) || Path.GetFullPath(path) != path) is not { } wrong ? paths
            : throw new PluginStartException(
                $"{plugin} asks for {kind}{wrong}, which is no path from the root on, without . and .. in it.");
    }
}
