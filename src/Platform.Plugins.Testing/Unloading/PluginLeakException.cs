using Platform.Plugins.Generations;

namespace Platform.Plugins.Testing.Unloading;

/// <summary>Something keeps a plugin in memory.</summary>
public sealed class PluginLeakException : Exception
{
    private PluginLeakException(string message, IReadOnlyList<string> rootPaths)
        : base(message) => RootPaths = rootPaths;

    /// <summary>What holds it, from the root on: <c>static Desk.Bus.Handlers → System.Object[] → Acme.Tax.VatRule</c>; none where none was found.</summary>
    public IReadOnlyList<string> RootPaths { get; }

    internal static PluginLeakException Of(PluginStatus plugin, HashSet<string> types)
    {
        var context = $"{plugin.Id} {plugin.Version}";
        if (plugin.State == PluginState.Stuck)
            return new PluginLeakException($"{context} does not end: a call of it, or its own end, goes on.", []);
        var (paths, failure) = Unloading.RootPaths.Find(types);
        var found = paths.Count > 0 ? $"What holds it:{string.Concat(paths.Select(static path => $"{Environment.NewLine}  {path}"))}"
            : failure is null ? "Nothing of the heap holds it: a thread of its own, or native code, does."
            : $"What holds it could not be looked up: {failure}";
        return new PluginLeakException($"{context} was stopped, and stays in memory. {found}", paths);
    }
}
