using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Platform.Plugins.Testing.Unloading;

/// <summary>
/// The static fields of the program with objects of some types, each object under a handle: by that it is found in a dump, which knows
/// handles and no fields. Fields of the framework are not among them.
/// </summary>
internal sealed class StaticFields : IDisposable
{
    private const BindingFlags Fields = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly List<GCHandle> _handles = [];
    private readonly Dictionary<nint, string> _named = [];

    private StaticFields()
    {
    }

    /// <summary>The names of the fields, by the handles of the objects in them.</summary>
    public IReadOnlyDictionary<nint, string> Named => _named;

    /// <param name="types">The full names of the types of the objects, without arguments.</param>
    public static StaticFields Of(HashSet<string> types)
    {
        var found = new StaticFields();
        foreach (var field in AssemblyLoadContext.Default.Assemblies.Where(static each => !IsOfFramework(each)).SelectMany(FieldsOf))
        {
            // Asking a class for a field has it initialised, so only those are asked that may be it.
            if (MayHold(field.FieldType, types) && ValueOf(field) is { } value && types.Contains(RootPaths.Plain(value.GetType().FullName)))
                found.Add(value, $"{field.DeclaringType!.FullName}.{NameOf(field)}");
        }
        return found;
    }

    public void Dispose() => _handles.ForEach(static handle => handle.Free());

    private void Add(object value, string name)
    {
        var handle = GCHandle.Alloc(value);
        _handles.Add(handle);
        _named[GCHandle.ToIntPtr(handle)] = name;
    }

    private static bool IsOfFramework(Assembly assembly) =>
        assembly.IsDynamic || assembly.Location.Length == 0 || assembly.Location.StartsWith(Framework, StringComparison.Ordinal);

    private static IEnumerable<FieldInfo> FieldsOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes().Where(static type => !type.ContainsGenericParameters).SelectMany(static type => type.GetFields(Fields));
        }
        catch (ReflectionTypeLoadException)
        {
            // It refers to something that is not there, and is not what keeps a plugin.
            return [];
        }
    }

    private static bool MayHold(Type type, HashSet<string> types) =>
        !type.IsValueType && !type.IsPointer && (type.IsInterface || type.IsAbstract || types.Contains(RootPaths.Plain(type.FullName)));

    private static object? ValueOf(FieldInfo field)
    {
        try
        {
            return field.IsLiteral ? null : field.GetValue(null);
        }
        catch (Exception fault) when (fault is TypeInitializationException or TargetInvocationException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Of a property what is written in code.</summary>
    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
