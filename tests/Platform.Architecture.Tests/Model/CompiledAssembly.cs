using System.Reflection;
using Mono.Cecil;

namespace Platform.Architecture.Tests.Model;

/// <summary>A compiled package: its IL for reading, and the assembly itself for the few rules that must run something.</summary>
internal sealed class CompiledAssembly
{
    private readonly Lazy<Assembly> _loaded;

    public CompiledAssembly(byte[] image, Func<Assembly> load, IReadOnlyDictionary<string, byte[]>? neighbours = null)
    {
        _loaded = new Lazy<Assembly>(load);
        Module = ModuleDefinition.ReadModule(new MemoryStream(image), new ReaderParameters(ReadingMode.Immediate)
        {
            AssemblyResolver = new Resolver(neighbours ?? new Dictionary<string, byte[]>()),
        });
    }

    public ModuleDefinition Module { get; }

    public Assembly Loaded => _loaded.Value;

    public IEnumerable<string> References => Module.AssemblyReferences.Select(reference => reference.Name);

    /// <summary>Every type, nested ones included.</summary>
    public IEnumerable<TypeDefinition> Types => Module.GetTypes();

    /// <summary>Finds referenced assemblies where the test program itself finds them.</summary>
    private sealed class Resolver(IReadOnlyDictionary<string, byte[]> neighbours) : IAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _read = new(StringComparer.Ordinal);

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (_read.TryGetValue(name.Name, out var known))
                return known;
            parameters.AssemblyResolver = this;
            return _read[name.Name] =
                neighbours.TryGetValue(name.Name, out var image) ? AssemblyDefinition.ReadAssembly(new MemoryStream(image), parameters)
                : PlatformAssemblies.Paths.TryGetValue(name.Name, out var path) ? AssemblyDefinition.ReadAssembly(path, parameters)
                : throw new AssemblyResolutionException(name);
        }

        public void Dispose()
        {
            foreach (var assembly in _read.Values)
                assembly.Dispose();
        }
    }
}
