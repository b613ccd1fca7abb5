using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Runtime;

namespace Platform.Plugins.Testing.Unloading;

/// <summary>
/// Looks up what holds a load context, in a dump that this process has the runtime write of it. A heap that is read while it lives ends the
/// process. Nothing is held by looking: what is found is text.
/// </summary>
internal static class RootPaths
{
    /// <summary>One is enough to mend; a static event may be found by a hundred of its handlers.</summary>
    private const int MostPaths = 3;

    /// <summary>
    /// Who mends wants the ends of a path. What is in between, nodes of a list mostly, is left out where there is much of it.
    /// </summary>
    private const int MostLinks = 12;

    /// <param name="types">What <see cref="TypesOf"/> has told.</param>
    /// <returns>The paths from the root on, and why none could be looked up where that is so.</returns>
    public static (IReadOnlyList<string> Paths, string? Failure) Find(HashSet<string> types)
    {
        try
        {
            var (paths, heads) = Find(types, new Dictionary<nint, string>());
            // A second look, where the first shows of which types the static fields are that may be it.
            using var statics = StaticFields.Of(heads);
            return (statics.Named.Count == 0 ? paths : Find(types, statics.Named).Paths, null);
        }
        catch (Exception fault)
        {
            // No right to look, diagnostics that are turned off, another runtime: then the test still says that something is held.
            return ([], $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private static (List<string> Paths, HashSet<string> Heads) Find(HashSet<string> types, IReadOnlyDictionary<nint, string> statics)
    {
        var folder = Directory.CreateTempSubdirectory("plugin-leak-");
        try
        {
            var dump = Path.Combine(folder.FullName, "heap");
            new DiagnosticsClient(Environment.ProcessId).WriteDump(DumpType.WithHeap, dump);
            using var target = DataTarget.LoadDump(dump);
            using var runtime = target.ClrVersions[0].CreateRuntime();
            return Find(runtime, types, statics);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (List<string> Paths, HashSet<string> Heads) Find(
        ClrRuntime runtime, HashSet<string> types, IReadOnlyDictionary<nint, string> statics)
    {
        var (paths, heads) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var heap = runtime.Heap;
        // Objects of the plugin keep its assembly, and so do its types themselves, which are objects too.
        ulong[] targets =
        [
            .. heap.EnumerateObjects()
                .Where(each => IsOfPlugin(each.Type, types) || (each.IsRuntimeType && IsOfPlugin(each.AsRuntimeType(), types)))
                .Select(static each => each.Address),
        ];
        if (targets.Length == 0)
            return (paths, heads);
        var fields = new Dictionary<ulong, string>();
        foreach (var handle in runtime.EnumerateHandles())
        {
            if (statics.TryGetValue((nint)handle.Address, out var field))
                fields.TryAdd(handle.Object, field);
        }
        foreach (var (root, path) in new GCRoot(heap, targets).EnumerateRootPaths())
        {
            // What a thread has on its stack is from looking, or ends by itself.
            if (root.RootKind is ClrRootKind.Stack or ClrRootKind.None)
                continue;
            var text = Text(heap, root, path, fields, heads);
            if (paths.Contains(text))
                continue;
            paths.Add(text);
            if (paths.Count == MostPaths)
                break;
        }
        return (paths, heads);
    }

    private static string Text(
        ClrHeap heap, ClrRoot root, GCRoot.ChainLink path, Dictionary<ulong, string> fields, HashSet<string> heads)
    {
        var links = new List<string> { $"{root.RootKind}" };
        for (var link = path; link is not null; link = link.Next)
        {
            var name = heap.GetObjectType(link.Object)?.Name ?? "an object";
            if (fields.TryGetValue(link.Object, out var field))
                links = [$"static {field}"];
            // The arrays before it are those in which the runtime keeps static fields.
            if (name != "System.Object[]")
                heads.Add(Plain(name));
            links.Add(name);
        }
        return string.Join(
            " → ", links.Count <= MostLinks ? links : [.. links.Take(MostLinks / 2), "…", .. links.TakeLast(MostLinks / 2)]);
    }

    /// <summary>Plugins are loaded from bytes: a class of the same name that lies in a file is the test's own.</summary>
    private static bool IsOfPlugin(ClrType? type, HashSet<string> types) =>
        type is not null && types.Contains(Plain(type.Name)) && !File.Exists(type.Module?.Name);

    /// <summary>
    /// The names of the types of a plugin, to be asked while it is loaded: the runtime lists no load context that is being unloaded. In a frame
    /// of its own, so that no register keeps what was asked.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static HashSet<string> TypesOf(string id) => AssemblyLoadContext.All
        .Where(each => each.Name?.StartsWith($"{id} ", StringComparison.Ordinal) == true)
        .SelectMany(static each => each.Assemblies).SelectMany(static each => each.GetTypes())
        .Select(static type => Plain(type.FullName)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Of a generic type what stands before its arguments.</summary>
    internal static string Plain(string? name) => name is null ? "" : name.Split('`', '<')[0];
}
